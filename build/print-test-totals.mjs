import { readFileSync } from "node:fs";

// What was skipped, by name; then one closing line that any reader of a log understands, and a failure where nothing was run.
const results = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const tests = results.flatMap(({ testResults }) => testResults.flatMap(({ assertionResults }) => assertionResults));
const count = (...states) => tests.filter(({ status }) => states.includes(status)).length;
for (const { status, fullName } of tests) {
  if (status === "skipped" || status === "pending") console.log(`skipped: ${fullName}`);
}
const [passed, failed] = [count("passed"), count("failed")];
console.log(`${passed} passed, ${failed} failed, ${count("skipped", "pending")} skipped`);
process.exit(passed > 0 && failed === 0 && results.every(({ success }) => success) ? 0 : 1);
