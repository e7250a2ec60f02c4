/** A broken invariant of the model: a bug of ours, never of the learner's. */
export class ModelFault extends Error {
  override readonly name = "ModelFault";
}

/** Stop the world when something that cannot be, is. Throws {@link ModelFault}. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new ModelFault(message);
}
