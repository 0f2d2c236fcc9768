import { attackRows } from "./attack-rows.ts";
import { acceptUnusual } from "./cases/accept-unusual.ts";
import type { SuiteGroup } from "./run-groups.ts";

/** The rows of attacks, and what is legal. */
export const suiteGroups: readonly SuiteGroup[] = [
  ...attackRows.map(({ number, attack, cases }) => ({ title: `${number}. ${attack}`, cases })),
  { title: "Legal, if unusual", cases: acceptUnusual },
];
