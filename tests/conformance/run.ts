/**
 * `npm run conformance [-- CASE...] [--quiet]`: replays every recording on the sandbox and compares the
 * normalised transcripts. Prints a score a case, the differing lines, and `N passed, N failed` at the end.
 */
import { caseNames, gaps, runCase, show } from "./cases.ts";

const args = process.argv.slice(2);
const quiet = args.includes("--quiet");
const wanted = args.filter((arg) => !arg.startsWith("--"));
const known = gaps();
let passed = 0;
let failed = 0;
let later = 0;
let same = 0;
let total = 0;
for (const name of caseNames()) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
  const gap = known.get(name) ?? new Map<string, string>();
  const notDue = gap.get("*");
  if (notDue !== undefined && wanted.length === 0) {
    later++;
    console.log(`later ${name}: ${notDue}`);
    continue;
  }
  const started = performance.now();
  const outcome = await runCase(name, gap);
  const ms = Math.round(performance.now() - started);
  same += outcome.same;
  total += outcome.blocks;
  const good = outcome.differences.length === 0 && outcome.faults.length === 0;
  if (good) passed++;
  else failed++;
  console.log(
    `${good ? "ok   " : "DIFF "} ${name}: ${outcome.same}/${outcome.blocks} blocks, ${ms} ms`,
  );
  if (quiet) continue;
  for (const difference of outcome.differences) console.log(show(difference));
  for (const fault of outcome.faults.slice(0, 3)) console.log(`  ! ${fault}`);
}
console.log(`${same}/${total} command blocks identical; ${later} cases are not due yet (GAPS.md)`);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
