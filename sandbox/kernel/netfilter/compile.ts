/** A rule made ready for packets. Under construction. */
export class CompiledRule {}
