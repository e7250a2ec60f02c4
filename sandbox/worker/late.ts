/**
 * Code that comes behind the world's own chunk, group after group (see programs.ts): programs, and the
 * modules that site/plugins/worker-chunks.mjs lists. Here is what stands for it until it has come. Whoever
 * uses a stand-in too early spoils the world he is in; that is noticed here, and the world is made anew
 * from its log once the code is there (driver.ts). So what came when changes nothing.
 */
import type { Program } from "../kernel/proc/process.ts";

/** What a group's chunk exports: its programs, and its modules by number. */
export interface LateCode {
  readonly programs: readonly Program[];
  readonly modules: Readonly<Record<number, unknown>>;
}

const programs = new Map<string, Program>();
const modules = new Map<number, unknown>();
let missed: number | null = null;

export function arrive(code: LateCode): void {
  for (const program of code.programs) programs.set(program.name, program);
  for (const [number, module] of Object.entries(code.modules)) modules.set(Number(number), module);
}

/** The last group of those that were used before they were here, or null. */
export function missedGroup(): number | null {
  return missed;
}

export function forgetMissed(): void {
  missed = null;
}

export function lateProgram(
  name: string,
  paths: readonly string[],
  summary: string,
  group: number,
  from?: string,
): Program {
  return {
    name,
    paths,
    summary,
    ...(from === undefined ? {} : { package: from }),
    main: (proc, argv) => (programs.get(name) ?? miss(name, group)).main(proc, argv),
  };
}

/** A module's exports; called by the functions that stand for them. */
export function lateModule(number: number, path: string, group: number): unknown {
  return modules.get(number) ?? miss(path, group);
}

function miss(what: string, group: number): never {
  missed = Math.max(missed ?? 0, group);
  throw new Error(`${what} is not loaded yet`);
}
