/**
 * What an exercise is: a task, typed answers if it asks for some, hints, checks, and the wrong states
 * that have a feedback of their own. `content/lessons/NN-name/exercises.ts` is written with this and verify.ts.
 */
import type { Ipv4Addr } from "../wire/addr.ts";
import { formatIpv4 } from "../wire/addr.ts";
import type { LinkDump } from "../kernel/netlink-types.ts";
import type { Process } from "../kernel/proc/process.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import type { Micros } from "../sim/scheduler.ts";
import { type FramePattern, matches } from "./fields.ts";
import type { Frame, History } from "./history.ts";
import type { LabSource } from "./types.ts";
import { withSetup } from "./source.ts";
import type { Ran, World } from "./world.ts";

export type Verdict = { readonly pass: true; readonly observed?: Observed } | Failure;
export interface Failure {
  readonly pass: false;
  readonly observed?: Observed;
  /** Plain words: the symptom and where to look, not the cure. */
  readonly because: string;
  /** A packet to show. */
  readonly journey?: number;
}
/** What the world says of a typed answer; shown only for a prediction, once it was tested. */
export interface Observed {
  readonly field: string;
  readonly value: string;
}
export const pass: Verdict = { pass: true };
export function fail(because: string, journey?: number): Failure {
  return journey === undefined ? { pass: false, because } : { pass: false, because, journey };
}

/** One thing that must be true. Handed a replayed copy of the world: nothing it does is seen outside. */
export interface Check {
  /** The sentence the learner sees in the list. */
  readonly asks: string;
  /** Looks at once, or is a generator that may run commands and wait (30 virtual seconds at most). */
  run(bench: Bench): Verdict | Proc<Verdict>;
}

/** A wrong state that gets its own feedback. Asked only when a check has failed, in order; the first match speaks. */
export interface Mistake {
  readonly id: string;
  when(bench: Bench): boolean | Proc<boolean>;
  readonly says: string;
}

/** A typed answer. With `options` it is a choice. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly placeholder?: string;
  readonly options?: readonly string[];
}

/**
 * Predict, then observe. The page fixes the fields when the learner says so, and the lab's clock of that moment is an answer as
 * well (PREDICTED): a first check, put before the others, holds it against what happened.
 */
export interface Prediction {
  /** When the learner could first see what was asked; null: not yet. */
  readonly seen: (bench: Bench) => Micros | null;
  /** What is to be done once the prediction stands: "run the ping in red". */
  readonly then: string;
}
/** The answer that holds the lab's clock, in seconds, at which a prediction was fixed. */
export const PREDICTED = "predicted";

export interface Exercise {
  /** Unique in the lesson; a word for addresses and file names: "first-packet". */
  readonly id: string;
  readonly title: string;
  /** What to do. Paragraphs separated by an empty line; `code` in backticks, **bold**. */
  readonly task: string;
  /** Three, from a nudge to nearly the answer. */
  readonly hints: readonly [string, string, string];
  readonly fields?: readonly Field[];
  /** The fields are a prediction: they are written, and fixed, before the learner looks. */
  readonly predict?: Prediction;
  readonly checks: readonly Check[];
  /** At least two, each with a script of its own under wrong/. */
  readonly mistakes: readonly Mistake[];
  /** "What you just proved", shown with the pass. */
  readonly proved: string;
  /** The world it starts from, when that is not the lesson's lab as it is. */
  readonly start?: {
    readonly lab?: string;
    readonly setup?: readonly { readonly place: string; readonly script: string }[];
  };
}

export interface LessonExercises {
  readonly lesson: string;
  readonly exercises: readonly Exercise[];
}

/** Checks what only a reader would notice otherwise: ids, hints, mistakes. Throws for the author. */
export function defineExercises(lesson: string, exercises: readonly Exercise[]): LessonExercises {
  const seen = new Set<string>();
  for (const exercise of exercises) {
    const where = `${lesson}/${exercise.id}`;
    const complain = (what: string): never => {
      throw new TypeError(`${where}: ${what}`);
    };
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(exercise.id))
      complain("an id is lower-case words joined by -");
    if (seen.has(exercise.id)) complain("this id is used twice");
    seen.add(exercise.id);
    if (exercise.hints.length !== 3) complain("an exercise has three hints");
    if (exercise.checks.length === 0) complain("an exercise has checks");
    if (exercise.mistakes.length < 2) complain("an exercise names at least two wrong states");
    const mistakes = new Set(exercise.mistakes.map((m) => m.id));
    if (mistakes.size !== exercise.mistakes.length) complain("a mistake's id is used twice");
    for (const id of mistakes)
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
        complain(`mistake "${id}": lower-case words joined by -`);
  }
  return { lesson, exercises: exercises.map(withPrediction) };
}

function withPrediction(exercise: Exercise): Exercise {
  const { predict, fields = [], id } = exercise;
  if (predict === undefined) return exercise;
  if (fields.length === 0 || fields.some((field) => field.id === PREDICTED))
    throw new TypeError(`${id}: a prediction has fields, none of them named "${PREDICTED}"`);
  return { ...exercise, checks: [wasPredicted(predict), ...exercise.checks] };
}

function wasPredicted({ seen, then }: Prediction): Check {
  return {
    asks: "you predicted first, and looked then",
    run: (bench) => {
      const typed = bench.answer(PREDICTED);
      if (!/^\d+(\.\d+)?$/.test(typed))
        return fail(
          "Write down what you expect, and press “This is my prediction”; only then try it.",
        );
      const at = seen(bench);
      if (at === null) return fail(`Your prediction stands. Now test it: ${then}.`);
      return Number(typed) <= bench.secondsOf(at)
        ? pass
        : fail(
            "This was written after you could see it. Press “Predict again”: the lab starts anew.",
          );
    },
  };
}

/** The lab an exercise starts from: the lesson's lab (already the right one) and the exercise's own set-up. */
export function exerciseSource(lab: LabSource, exercise: Exercise): LabSource {
  return withSetup(lab, exercise.start?.setup ?? []);
}

/** What a check is given. */
export class Bench {
  /** The replayed copy. Look at it, run things in it. */
  readonly world: World;
  /** What happened in the learner's session, until now. */
  readonly history: History;
  /** What happens from now on: the check's own probes. */
  readonly probe: History;
  readonly answers: ReadonlyMap<string, string>;
  /** The configuration when the learner arrived, as configuration.ts writes it. */
  readonly initial: readonly string[];
  /** The check as a process of the world; only in a generator. */
  proc: Process | null = null;

  constructor(
    world: World,
    history: History,
    probe: History,
    answers: ReadonlyMap<string, string>,
    initial: readonly string[],
  ) {
    this.world = world;
    this.history = history;
    this.probe = probe;
    this.answers = answers;
    this.initial = initial;
  }

  /** A typed answer, trimmed; "" when there is none. */
  answer(id: string): string {
    return (this.answers.get(id) ?? "").trim();
  }

  /** Learner's frames at "place:device" (or at a whole place) that match. */
  frames(where: string, pattern: FramePattern = {}): Frame[] {
    return this.history.at(where).filter((frame) => matches(this.history.fields(frame), pattern));
  }

  /** A device as `ip link` sees it, or null. */
  link(where: string): LinkDump | null {
    const colon = where.lastIndexOf(":");
    const place = this.world.findPlace(where.slice(0, colon));
    return place?.netns.netlink.link(where.slice(colon + 1)) ?? null;
  }

  /** "10.0.0.1/24" of every IPv4 address at a place or at "place:device", in the kernel's order. */
  addresses(where: string): string[] {
    const colon = where.lastIndexOf(":");
    const place = this.world.findPlace(colon < 0 ? where : where.slice(0, colon));
    if (place === null) return [];
    const { netlink } = place.netns;
    const index = colon < 0 ? null : (netlink.link(where.slice(colon + 1))?.index ?? -1);
    return netlink
      .addrs(4)
      .filter((a) => index === null || a.index === index)
      .map((a) => `${formatIpv4(a.local as Ipv4Addr)}/${a.prefixLength}`);
  }

  /** Virtual time since the learner arrived, in seconds. */
  secondsOf(at: Micros): number {
    return (at - this.world.readyAt) / 1_000_000;
  }

  /** Run a shell line at a place and see its output. Spends the copy; takes virtual time. */
  *run(place: string, line: string, limitUs: Micros = 20_000_000): Proc<Ran> {
    const found = this.world.findPlace(place);
    if (found === null || this.proc === null) return { out: `no place ${place}`, status: 127 };
    return yield* this.world.runFrom(this.proc, found, ["bash", "-c", line], limitUs);
  }
}
