import type { AttackCase } from "./attack-case.ts";
import { type CaseResult, runCase } from "./run-case.ts";
import { scanLog } from "./scan-log.ts";
import { startWorld, type World } from "./start-world.ts";

export interface SuiteGroup {
  readonly title: string;
  readonly cases: readonly AttackCase[];
}

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
}

/**
 * Runs all cases against one stack, one after another, then looks through what it logged.
 * @param settings of the service that differ from the usual ones
 * @param tell gets a line for each group and for each failure
 */
export async function runGroups(
  groups: readonly SuiteGroup[],
  tell: (line: string) => void,
  settings: Readonly<Record<string, string>> = {},
): Promise<SuiteResult> {
  const world = await startWorld(settings);
  try {
    const results: CaseResult[] = [];
    const failures: string[] = [];
    for (const { title, cases } of groups) {
      const outcome = await runGroup(cases, world);
      results.push(...outcome.results);
      failures.push(...outcome.failures.map((failure) => `${title}\n      ${failure}`));
      tell(`${outcome.failures.length === 0 ? "ok  " : "FAIL"} ${title} (${cases.length})`);
      for (const failure of outcome.failures) tell(`      ${failure}`);
    }
    const findings = await scanLog(world, results);
    tell(`${findings.length === 0 ? "ok  " : "FAIL"} The log: a record of each request, and no secret`);
    for (const finding of findings) tell(`      ${finding}`);
    failures.push(...findings);
    return { passed: results.length + 1 - failures.length, failed: failures.length, failures };
  } finally {
    await world.close();
  }
}

async function runGroup(cases: readonly AttackCase[], world: World) {
  const results: CaseResult[] = [];
  const failures: string[] = [];
  for (const attack of cases) {
    const result = await runCase(attack, world);
    results.push(result);
    if (result.wrong.length > 0) failures.push(`${attack.name}: ${result.wrong.join("; ")}`);
  }
  return { results, failures };
}
