import { setTimeout as sleep } from "node:timers/promises";
import type { CaseResult } from "./run-case.ts";
import type { World } from "./start-world.ts";

/** What no log may hold, whoever wrote it: after the gitleaks rules `jwt` and `aws-access-token`, and AWS's session tokens. */
const shapes: Readonly<Record<string, RegExp>> = {
  "a JWT": /eyJ[A-Za-z0-9_-]{10,}\./,
  "a secret access key": /(?<![A-Za-z0-9/+=])(?=[A-Za-z0-9/+=]*[G-Zg-z/+])[A-Za-z0-9/+=]{40}(?![A-Za-z0-9/+=])/,
  "a session token": /(?:IQoJ|FwoG|FQoG)[A-Za-z0-9/+=]{20,}/,
};

/** Shorter parts of a token are in any log by chance. */
const leastCharacters = 24;

/** Text in base64 of either alphabet, long enough to be such a part. */
const encodedRun = /[A-Za-z0-9+/=_-]{24,}/g;
const isEncoded = new RegExp(`^${encodedRun.source}$`);

/** The pipe of the stack's output may be behind its answers by this long. */
const settleMs = 2_000;

type LoggedWorld = Pick<World, "log" | "secrets">;

/**
 * What is wrong with all that the service has written: a secret in it, whole or in part, or a request that it has no record of.
 * The very texts that were sent and given are looked for, and whatever looks like one.
 */
export async function scanLog(world: LoggedWorld, results: readonly CaseResult[]): Promise<readonly string[]> {
  const requestIds = results.flatMap(({ requestId }) => requestId ?? []);
  await untilRecorded(world, requestIds);
  const log = world.log();
  const findings: string[] = [];
  for (const [what, secret] of world.secrets) if (log.includes(secret)) findings.push(`the log holds the ${what}`);
  const part = findPart(secretTexts(results), log);
  if (part !== undefined) findings.push(`the log holds a part of a token or of a session: ${part.slice(0, 12)}...`);
  // An id of a token may have any shape, a secret's included.
  const shown = log.replaceAll(/"tokenId":"[^"]*"/g, "");
  for (const [what, shape] of Object.entries(shapes)) {
    const found = shape.exec(shown);
    if (found !== null)
      findings.push(`the log holds ${what}: ${shown.slice(Math.max(0, found.index - 120), found.index + 12)}...`);
  }
  const recorded = [...log.matchAll(/"audit":\{"requestId":"([^"]+)"/g)].map(([, id]) => id);
  const counts = Map.groupBy(recorded, (id) => id);
  const unrecorded = requestIds.filter((id) => counts.get(id)?.length !== 1);
  if (unrecorded.length > 0)
    findings.push(`${unrecorded.length} requests have no record of their own: ${unrecorded[0]}`);
  return findings;
}

async function untilRecorded(world: LoggedWorld, requestIds: readonly string[]): Promise<void> {
  const last = requestIds.at(-1) ?? "";
  const deadline = Date.now() + settleMs;
  while (!world.log().includes(last) && Date.now() < deadline) await sleep(20);
}

/** The beginning of one of thousands of texts, in one pass over the log. */
function findPart(secrets: ReadonlySet<string>, log: string): string | undefined {
  const beginnings = new Set([...secrets].map((secret) => secret.slice(0, leastCharacters)));
  for (const [run] of log.matchAll(encodedRun)) {
    for (let start = 0; start + leastCharacters <= run.length; start += 1) {
      const part = run.slice(start, start + leastCharacters);
      if (beginnings.has(part)) return part;
    }
  }
  return undefined;
}

function secretTexts(results: readonly CaseResult[]): ReadonlySet<string> {
  const texts = results.flatMap(({ call, given }) => [
    ...(call?.headers ?? []).flatMap(([name, value]) =>
      ["authorization", "dpop"].includes(name.toLowerCase()) ? value.split(/[\s,.]+/) : [],
    ),
    ...secretMembers(given),
  ]);
  return new Set(texts.filter((text) => isEncoded.test(text) && !/^(.)\1*$/.test(text)));
}

function secretMembers(given: string | undefined): readonly string[] {
  if (given === undefined) return [];
  const body = JSON.parse(given) as Readonly<Record<string, unknown>>;
  return [body["SecretAccessKey"], body["Token"]].filter((text) => typeof text === "string");
}
