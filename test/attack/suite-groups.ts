import { attackRows } from "./attack-rows.ts";
import { acceptUnusual } from "./cases/accept-unusual.ts";
import { provePossession } from "./cases/forge-proof.ts";
import { useOnce } from "./cases/replay-token.ts";
import type { SuiteGroup } from "./run-groups.ts";

/** Needs a service with tighter limits. */
const floods = 23;

/** The rows of attacks, and what is legal. */
export const suiteGroups: readonly SuiteGroup[] = [
  ...attackRows
    .filter(({ number }) => number !== floods)
    .map(({ number, attack, cases }) => ({ title: `${number}. ${attack}`, cases })),
  { title: "Legal, if unusual", cases: [...acceptUnusual, ...useOnce, ...provePossession] },
];
