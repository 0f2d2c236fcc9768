import type { RunningStack } from "../support/run-stack.ts";
import type { Installed } from "./install-sdk.ts";
import { judgeRow } from "./judge-row.ts";
import { observeRow } from "./observe-row.ts";
import type { Row } from "./row.ts";
import { type ScenarioName, scenarioNames } from "./scenarios.ts";
import { type Sdk, type Way, ways } from "./sdk.ts";

/** Most of the time goes by in waiting for what the SDK waits for. */
const atOnce = 4;

/** Plays all scenarios with an SDK, by every way that it can be led. */
export async function trySdk(sdk: Sdk, installed: Installed, stack: RunningStack, mustBe: boolean): Promise<Row[]> {
  const asked = ways.flatMap((way) => scenarioNames.map((scenario) => ({ way, scenario })));
  const rows: Row[] = [];
  const work = asked.entries();
  async function takeWork(): Promise<void> {
    for (const [position, { way, scenario }] of work) {
      rows[position] = await tryRow(sdk, installed, way, scenario, stack, mustBe);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, takeWork));
  const version = rows.find((row) => row.version !== "")?.version ?? "";
  return rows.map((row) => ({ ...row, version }));
}

async function tryRow(
  sdk: Sdk,
  { folder, missing }: Installed,
  way: Way,
  scenario: ScenarioName,
  stack: RunningStack,
  mustBe: boolean,
): Promise<Row> {
  const row = { sdk: sdk.name, way, scenario, version: "", observed: undefined } as const;
  const lack = sdk.lacks[way];
  if (lack !== undefined) return { ...row, outcome: "skipped", notes: [lack] };
  if (folder === undefined) return { ...row, outcome: mustBe ? "failed" : "skipped", notes: [missing] };
  try {
    const { version, observed } = await observeRow(sdk, folder, way, scenario, stack);
    const { broken, known } = judgeRow(sdk.name, way, scenario, observed);
    const outcome = broken.length === 0 ? "passed" : "failed";
    return { ...row, version, outcome, observed, notes: [...broken, ...known] };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { ...row, outcome: "failed", notes: [said.replace(/\s+/g, " ").trim()] };
  }
}
