/** What a lesson.mdx may import: content/README.md says how each is written. */
export { default as ArpExchange } from "./figures/ArpExchange.astro";
export { default as BlackHole } from "./figures/BlackHole.astro";
export { default as BridgeLearning } from "./figures/BridgeLearning.astro";
export { default as EchoRuler } from "./figures/EchoRuler.astro";
export { default as Exercise } from "./Exercise.astro";
export { default as Exercises } from "./Exercises.astro";
export { default as FourWindows } from "./figures/FourWindows.astro";
export { default as IpipRuler } from "./figures/IpipRuler.astro";
export { default as LongestPrefix } from "./figures/LongestPrefix.astro";
export { default as Option } from "./Option.astro";
export { default as Quiz } from "./Quiz.astro";
export { default as Show } from "./Show.astro";
export { default as Term } from "./Term.astro";
export { default as ThreeLookups } from "./figures/ThreeLookups.astro";
export { default as TwoAnswers } from "./figures/TwoAnswers.astro";
export { default as VethStates } from "./figures/VethStates.astro";
export { default as VxlanRuler } from "./figures/VxlanRuler.astro";
