import { runGroups } from "./run-groups.ts";
import { suiteGroups } from "./suite-groups.ts";

/** `npm run test:attack`. */
const { passed, failed } = await runGroups(suiteGroups, console.log);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
