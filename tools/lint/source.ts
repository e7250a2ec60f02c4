/** Why an exercises.ts cannot be read, with its line: what TypeScript has to say of it, or of which exercise it is. */
import { dirname, join } from "node:path";
import ts from "typescript";
import { type Finding, lineAt } from "./lesson.ts";

const FAULTS_MAX = 5;

/** `thrown`: what importing the file threw; `text`: the file. */
export function sourceFaults(file: string, text: string, thrown: string): Finding[] {
  const at = (line: number | null, says: string): Finding => ({
    file: "exercises.ts",
    line,
    says,
  });
  // defineExercises says which exercise it is, in the author's terms.
  const own = /^[\w-]+\/([\w-]+): (.*)$/su.exec(thrown);
  if (own !== null) {
    const index = text.indexOf(`id: "${own[1] ?? ""}"`);
    const line = index < 0 ? null : lineAt(text, index);
    return [at(line, `exercise ${own[1] ?? ""}: ${own[2] ?? ""}`)];
  }
  const faults = diagnostics(file).map((one) => {
    const line =
      one.start === undefined
        ? null
        : (one.file?.getLineAndCharacterOfPosition(one.start).line ?? 0) + 1;
    return at(
      line,
      `cannot be read: ${ts.flattenDiagnosticMessageText(one.messageText, " ").slice(0, 400)}`,
    );
  });
  return faults.length > 0 ? faults.slice(0, FAULTS_MAX) : [at(null, `cannot be read: ${thrown}`)];
}

function diagnostics(file: string): readonly ts.Diagnostic[] {
  const path = ts.findConfigFile(dirname(file), ts.sys.fileExists.bind(ts.sys), "tsconfig.json");
  const read =
    path === undefined
      ? {}
      : (ts.readConfigFile(path, ts.sys.readFile.bind(ts.sys)) as { config?: object }).config;
  const { options } = ts.parseJsonConfigFileContent(
    { ...read, files: [file], include: [] },
    ts.sys,
    path === undefined ? dirname(file) : join(path, ".."),
  );
  const program = ts.createProgram([file], {
    ...options,
    noEmit: true,
    allowImportingTsExtensions: true,
    incremental: false,
  });
  const source = program.getSourceFile(file);
  if (source === undefined) return [];
  const syntax = program.getSyntacticDiagnostics(source);
  return syntax.length > 0 ? syntax : program.getSemanticDiagnostics(source);
}
