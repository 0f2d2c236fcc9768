import { areVectorsRequired, hasVectors, missingVectors } from "../vectors/vectors-folder.ts";
import { exhaustLimits, tightLimits } from "./cases/exhaust-limits.ts";
import { rotateKeys } from "./cases/rotate-keys.ts";
import { readVectorGroups } from "./cases/send-vectors.ts";
import { runGroups } from "./run-groups.ts";
import { suiteGroups } from "./suite-groups.ts";

/** `npm run test:attack`: the cases of the project's own, the public vectors where they are to be had, and floods. */
const groups = [
  ...suiteGroups,
  ...(hasVectors ? readVectorGroups() : []),
  { title: "Keys that change", cases: rotateKeys },
];
const tell = (line: string) => console.log(line);
const results = [await runGroups(groups, tell), await runGroups(exhaustLimits, tell, tightLimits)];
if (!hasVectors) console.log(missingVectors);
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, !hasVectors && areVectorsRequired ? 1 : 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
