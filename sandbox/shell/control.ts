/** How the interpreter leaves what it is in the middle of. Thrown inside one shell process only. */

/** `break N`. */
export class BreakLoop {
  levels: number;
  constructor(levels: number) {
    this.levels = levels;
  }
}
/** `continue N`. */
export class ContinueLoop {
  levels: number;
  constructor(levels: number) {
    this.levels = levels;
  }
}
/** `return N` from a function or a sourced file. */
export class ReturnFrom {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}
/** Leave this shell (and run its EXIT trap). */
export class ExitShell {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}
/** Abandon the command line being run, back to where commands are read. */
export class Discard {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}
