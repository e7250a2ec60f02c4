/**
 * What a log becomes when the world that it made stopped. Every prefix of a log is a checkpoint; which one is
 * taken depends on how often the worker was started again in the last minute.
 */
import type { InputMessage } from "../../sandbox/worker/protocol.ts";

export type Retreat =
  /** Without the last input. */
  | { readonly kind: "input"; readonly inputs: readonly InputMessage[] }
  /** A crash loop: without the last command line as well. */
  | { readonly kind: "command"; readonly inputs: readonly InputMessage[] }
  | { readonly kind: "afresh" }
  /** Not even an empty world lives: nothing is started again. */
  | { readonly kind: "stop" };

const LOOP = 3;
const STOP = 8;

/** `restarts`: in the last minute, with the one that is due. */
export function retreat(inputs: readonly InputMessage[], restarts: number): Retreat {
  if (restarts > STOP) return { kind: "stop" };
  if (inputs.length === 0) return { kind: "afresh" };
  if (restarts <= LOOP) return { kind: "input", inputs: inputs.slice(0, -1) };
  const kept = withoutLastLine(inputs);
  return kept.length === 0 ? { kind: "afresh" } : { kind: "command", inputs: kept };
}

/** Up to the end of the line before the last one, in whatever terminal. */
function withoutLastLine(inputs: readonly InputMessage[]): readonly InputMessage[] {
  const ends = (input: InputMessage): boolean =>
    input.kind === "keys" && /[\r\n]/u.test(input.text);
  const before = inputs.slice(0, -1).findLastIndex(ends);
  return inputs.slice(0, before + 1);
}
