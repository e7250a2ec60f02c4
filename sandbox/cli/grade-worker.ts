/** A thread of the grader: one file after the other, nothing shared with the other threads. */
import { parentPort } from "node:worker_threads";
import { gradeFile } from "./grade-file.ts";

parentPort?.on("message", (file: string) => {
  void gradeFile(file).then((report) => parentPort?.postMessage(report));
});
