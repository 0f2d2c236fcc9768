import { readFileSync } from "node:fs";

// One closing line that any reader of a log understands, and a failure where nothing was run.
const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
process.exit(numPassedTests > 0 && numFailedTests === 0 ? 0 : 1);
