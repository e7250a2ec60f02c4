/**
 * Files over threads. A file that takes too long, or more memory than one may have, costs its thread and nothing
 * else: a new thread takes the next file.
 */
import { Worker } from "node:worker_threads";
import { type FileReport, type FileStatus, refused } from "./grade-file.ts";

export interface PoolOptions {
  readonly threads: number;
  readonly secondsPerFile: number;
  readonly megabytesPerFile: number;
}

/** Reports in the order of the files. */
export async function gradeFiles(
  files: readonly string[],
  options: PoolOptions,
): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    let thread: Worker | null = null;
    while (next < files.length) {
      const index = next++;
      const file = files[index] as string;
      thread ??= newThread(options);
      const report = await gradeOn(thread, file, options);
      if (report.died) {
        await thread.terminate();
        thread = null;
      }
      reports[index] = report.report;
    }
    await thread?.terminate();
  };
  const lanes = Math.max(1, Math.min(options.threads, files.length));
  await Promise.all(Array.from({ length: lanes }, lane));
  return reports;
}

function newThread(options: PoolOptions): Worker {
  return new Worker(new URL("./grade-worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: options.megabytesPerFile, stackSizeMb: 8 },
  });
}

function gradeOn(
  thread: Worker,
  file: string,
  { secondsPerFile }: PoolOptions,
): Promise<{ report: FileReport; died: boolean }> {
  return new Promise((resolve) => {
    const end = (report: FileReport, died: boolean): void => {
      clearTimeout(timer);
      thread.off("message", said).off("error", threw).off("exit", left);
      // What a thread says while it is being ended is of no interest.
      if (died) thread.on("error", () => undefined);
      resolve({ report, died });
    };
    const fail = (status: FileStatus, message: string): void =>
      end(refused(file, status, message), true);
    const said = (report: FileReport): void => end(report, false);
    const threw = (error: NodeJS.ErrnoException): void => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY")
        fail("too-long", "Grading it took more memory than one file may.");
      else fail("failed", `The grader failed: ${error.message}`);
    };
    const left = (): void => fail("failed", "The grader's thread ended.");
    const timer = setTimeout(() => {
      fail("too-long", `Grading it took longer than ${secondsPerFile} seconds.`);
    }, secondsPerFile * 1_000);
    thread.on("message", said).on("error", threw).on("exit", left);
    thread.postMessage(file);
  });
}

/** Marks the files that hold a log of another file's. */
export function markSameLogs(reports: readonly FileReport[]): FileReport[] {
  const holders = new Map<string, Set<string>>();
  for (const report of reports) {
    for (const log of report.logs) {
      const files = holders.get(log) ?? new Set<string>();
      files.add(report.file);
      holders.set(log, files);
    }
  }
  return reports.map((report) => {
    const others = new Set(report.logs.flatMap((log) => [...(holders.get(log) ?? [])]));
    others.delete(report.file);
    return { ...report, sameLogIn: [...others] };
  });
}
