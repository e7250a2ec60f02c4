/**
 * Code that is in the worker's second chunk (see programs.ts): programs, and the modules that
 * site/plugins/worker-chunks.mjs lists. Here is what stands for it until it has come.
 */
import type { Program } from "../kernel/proc/process.ts";

/** What the second chunk exports. */
export interface LateCode {
  readonly programs: readonly Program[];
  readonly modules: readonly unknown[];
}

let programs: ReadonlyMap<string, Program> | null = null;
let modules: readonly unknown[] = [];
let missed = false;

export function arrive(code: LateCode): void {
  programs = new Map(code.programs.map((program) => [program.name, program]));
  modules = code.modules;
}

export function areAllHere(): boolean {
  return programs !== null;
}

/** Whether something was used before it was here; asking forgets it. */
export function takeMissed(): boolean {
  const was = missed;
  missed = false;
  return was;
}

export function lateProgram(
  name: string,
  paths: readonly string[],
  summary: string,
  from?: string,
): Program {
  return {
    name,
    paths,
    summary,
    ...(from === undefined ? {} : { package: from }),
    main: (proc, argv) => (programs?.get(name) ?? miss(name)).main(proc, argv),
  };
}

/** A module's exports; called by the functions that stand for them. */
export function lateModule(number: number, path: string): unknown {
  return modules[number] ?? miss(path);
}

function miss(what: string): never {
  missed = true;
  throw new Error(`${what} is not loaded yet`);
}
