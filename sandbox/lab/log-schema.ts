/** The session log as a schema: what is read from a browser's storage, from a file or from the page is checked with it. */
import * as v from "valibot";

export const NameSchema = v.pipe(v.string(), v.maxLength(200));
export const CountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const SizeSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000));
export const TerminalIdSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
/** Lower case words: names of folders. */
export const FolderNameSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,80}$/));

export const InputSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("keys"),
    at: CountSchema,
    terminal: TerminalIdSchema,
    text: v.pipe(v.string(), v.maxLength(65_536)),
  }),
  v.strictObject({
    kind: v.literal("resize"),
    at: CountSchema,
    terminal: TerminalIdSchema,
    cols: SizeSchema,
    rows: SizeSchema,
  }),
  v.strictObject({
    kind: v.literal("open"),
    at: CountSchema,
    place: NameSchema,
    user: NameSchema,
    cols: SizeSchema,
    rows: SizeSchema,
  }),
]);

export const SessionLogSchema = v.strictObject({
  format: v.literal(1),
  lab: FolderNameSchema,
  labHash: v.pipe(v.string(), v.maxLength(64)),
  simVersion: CountSchema,
  seed: CountSchema,
  inputs: v.pipe(v.array(InputSchema), v.maxLength(500_000), v.readonly()),
  milestones: v.pipe(
    v.array(v.strictObject({ at: CountSchema, digest: v.number() })),
    v.maxLength(2_000),
    v.readonly(),
  ),
  until: CountSchema,
});
