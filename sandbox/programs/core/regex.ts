/** The tools' regular expressions: sim/regex.ts, which the shell's =~ uses too. */
export * from "../../sim/regex.ts";
