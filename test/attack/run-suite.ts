import { areVectorsRequired, hasVectors, missingVectors } from "../vectors/vectors-folder.ts";
import { readVectorGroups } from "./cases/send-vectors.ts";
import { runGroups } from "./run-groups.ts";
import { suiteGroups } from "./suite-groups.ts";

/** `npm run test:attack`: the cases of the project's own, and the public vectors where they are to be had. */
const groups = hasVectors ? [...suiteGroups, ...readVectorGroups()] : suiteGroups;
const { passed, failed } = await runGroups(groups, console.log);
if (!hasVectors) console.log(missingVectors);
const missing = !hasVectors && areVectorsRequired ? 1 : 0;
console.log(`${passed} passed, ${failed + missing} failed`);
process.exitCode = failed + missing === 0 && passed > 0 ? 0 : 1;
