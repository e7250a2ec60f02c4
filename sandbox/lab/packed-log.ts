/**
 * A session log in few bytes: keys typed one by one are one text and the pauses between them. Packing and
 * unpacking give the same inputs back; milestones are thinned, they only say earlier that a replay went astray.
 */
import * as v from "valibot";
import type { Micros } from "../sim/scheduler.ts";
import {
  CountSchema,
  FolderNameSchema,
  NameSchema,
  SizeSchema,
  TerminalIdSchema,
} from "./log-schema.ts";
import type { Input, SessionLog } from "./types.ts";

const MILESTONES_KEPT = 12;
const KEYS_MAX = 65_536;
const DigestSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));

const PackedInputSchema = v.union([
  /** Terminal, text, pauses (µs) since the input before: one for the whole text, or one for each of its UTF-16 units. */
  v.strictTuple([
    v.literal("k"),
    TerminalIdSchema,
    v.pipe(v.string(), v.maxLength(KEYS_MAX)),
    v.pipe(v.array(CountSchema), v.minLength(1), v.maxLength(KEYS_MAX)),
  ]),
  /** Terminal, columns, rows, pause. */
  v.strictTuple([v.literal("r"), TerminalIdSchema, SizeSchema, SizeSchema, CountSchema]),
  /** Place, user, columns, rows, pause. */
  v.strictTuple([v.literal("o"), NameSchema, NameSchema, SizeSchema, SizeSchema, CountSchema]),
]);
type PackedInput = v.InferOutput<typeof PackedInputSchema>;

export const PackedLogSchema = v.strictObject({
  /** The exercise whose own world it is; null: the lesson's. */
  exercise: v.nullable(FolderNameSchema),
  lab: FolderNameSchema,
  labHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
  simVersion: CountSchema,
  seed: CountSchema,
  until: CountSchema,
  milestones: v.pipe(
    v.array(v.strictTuple([CountSchema, DigestSchema])),
    v.maxLength(MILESTONES_KEPT),
  ),
  inputs: v.pipe(v.array(PackedInputSchema), v.maxLength(100_000)),
});
export type PackedLog = v.InferOutput<typeof PackedLogSchema>;
export { DigestSchema };

export function packLog(log: SessionLog, exercise: string | null): PackedLog {
  const inputs: PackedInput[] = [];
  let before: Micros = 0;
  for (const input of log.inputs) {
    const pause = input.at - before;
    before = input.at;
    const last = inputs.at(-1);
    if (input.kind === "resize") {
      inputs.push(["r", input.terminal, input.cols, input.rows, pause]);
    } else if (input.kind === "open") {
      inputs.push(["o", input.place, input.user, input.cols, input.rows, pause]);
    } else if (
      input.text.length === 1 &&
      last?.[0] === "k" &&
      last[1] === input.terminal &&
      last[2].length === last[3].length &&
      last[2].length < KEYS_MAX
    ) {
      last[2] += input.text;
      last[3].push(pause);
    } else inputs.push(["k", input.terminal, input.text, [pause]]);
  }
  const step = Math.ceil(log.milestones.length / MILESTONES_KEPT);
  return {
    exercise,
    lab: log.lab,
    labHash: log.labHash,
    simVersion: log.simVersion,
    seed: log.seed,
    until: log.until,
    milestones: log.milestones
      .filter((_, i) => (log.milestones.length - 1 - i) % step === 0)
      .map((one): [number, number] => [one.at, one.digest]),
    inputs,
  };
}

/** The log, or why it is none. */
export function unpackLog(packed: PackedLog): SessionLog | string {
  const inputs: Input[] = [];
  let at: Micros = 0;
  for (const input of packed.inputs) {
    if (input[0] === "r") {
      at += input[4];
      inputs.push({ at, kind: "resize", terminal: input[1], cols: input[2], rows: input[3] });
    } else if (input[0] === "o") {
      at += input[5];
      const [, place, user, cols, rows] = input;
      inputs.push({ at, kind: "open", place, user, cols, rows });
    } else {
      const [, terminal, text, pauses] = input;
      if (pauses.length !== 1 && pauses.length !== text.length)
        return "keys and their pauses are not of one number";
      for (const [i, pause] of pauses.entries()) {
        at += pause;
        const one = pauses.length === 1 ? text : (text[i] as string);
        inputs.push({ at, kind: "keys", terminal, text: one });
      }
    }
    if (!Number.isSafeInteger(at)) return "a time beyond all times";
  }
  if (at > packed.until) return "an input after the end";
  return {
    format: 1,
    lab: packed.lab,
    labHash: packed.labHash,
    simVersion: packed.simVersion,
    seed: packed.seed,
    inputs,
    milestones: packed.milestones.map(([at, digest]) => ({ at, digest })),
    until: packed.until,
  };
}

/** The log as it was after so many inputs, at that time. */
export function cutLog(log: SessionLog, inputs: number, until: Micros): SessionLog {
  return {
    ...log,
    inputs: log.inputs.slice(0, inputs),
    milestones: log.milestones.filter((one) => one.at <= until),
    until,
  };
}

/** Whether `longer` is the same session as `log`, gone on. */
export function goesOn(log: SessionLog, longer: SessionLog): boolean {
  const next = longer.inputs[log.inputs.length];
  return (
    log.lab === longer.lab &&
    log.labHash === longer.labHash &&
    log.simVersion === longer.simVersion &&
    log.seed === longer.seed &&
    log.until <= longer.until &&
    (next === undefined || next.at >= log.until) &&
    log.inputs.length <= longer.inputs.length &&
    log.inputs.every((input, i) => sameInput(input, longer.inputs[i] as Input))
  );
}

function sameInput(a: Input, b: Input): boolean {
  if (a.at !== b.at) return false;
  if (a.kind === "keys") return b.kind === "keys" && a.terminal === b.terminal && a.text === b.text;
  if (a.kind === "resize")
    return (
      b.kind === "resize" && a.terminal === b.terminal && a.cols === b.cols && a.rows === b.rows
    );
  return (
    b.kind === "open" &&
    a.place === b.place &&
    a.user === b.user &&
    a.cols === b.cols &&
    a.rows === b.rows
  );
}
