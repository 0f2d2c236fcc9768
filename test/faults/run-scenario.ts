import dns from "node:dns";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { faults } from "./faults.ts";
import type { Observed, Seen } from "./observed.ts";
import { shiftClock } from "./shift-clock.ts";

/*
 * One fault in a process of its own: the real functions, over the STS emulator and an identity provider behind proxies, with
 * load running. Its argument is the fault's position; what callers saw is the last line of standard error.
 */

const moveClock = shiftClock();
const { parseAccounts } = await import("../../local/sts-emulator/parse-accounts.ts");
const { startStsEmulator } = await import("../../local/sts-emulator/start-sts-emulator.ts");
const { ask } = await import("../exchange/events.ts");
const { accountsText, policyMapText } = await import("../exchange/policy-map.ts");
const { startIssuerServer } = await import("../support/token-issuer.ts");
const { lambdaContext } = await import("../unit/http/lambda-context.ts");
const { startFaultProxy } = await import("./start-fault-proxy.ts");

const fault = faults[Number(process.argv[2])];
if (fault === undefined) throw new Error(`${process.argv[2]} is no fault's position`);
const atSts = fault.at === "STS";
const loadMs = 2_500;
const minuteMs = 60_000;
/** By then sessions are to be replaced, and keys to be waited for. */
const dueMs = 31 * minuteMs;
const knownTeams = Array.from({ length: 4 }, (_, at) => `team-${at}`);
const [firstRegion, secondRegion] = ["eu-central-1", "eu-west-1"] as const;

let skewMs = 0;
let isOn = false;
let calls = 0;
let lostLookups = 0;
const idp = await startIssuerServer();
const accounts = parseAccounts(accountsText, "aws.yaml");
const sts = await startStsEmulator({ accounts, now: () => Date.now() + skewMs });
const [stsProxy, idpProxy] = await Promise.all([
  startFaultProxy(sts.url),
  startFaultProxy(new URL(idp.jwksUri).origin),
]);
const broken = atSts ? stsProxy : idpProxy;
broken.interfere = ({ headers }) => {
  if (isOn) calls += 1;
  const isElsewhere = fault.inFirstRegion && headers.authorization?.includes(`/${secondRegion}/`);
  return isOn && !isElsewhere ? fault.does : undefined;
};
const lookup = dns.lookup as (
  host: string,
  options: unknown,
  done: (error: Error | null, ...found: never[]) => void,
) => void;
dns.lookup = ((host: string, options: unknown, done: (error: Error | null, ...found: never[]) => void) => {
  if (isOn && fault.losesName) {
    lostLookups += 1;
    done(Object.assign(new Error("no such name"), { code: "ENOTFOUND", syscall: "getaddrinfo" }));
  } else lookup(host, { ...(options as object), family: 4 }, done);
}) as unknown as typeof dns.lookup;

const folder = await mkdtemp(join(tmpdir(), "vend-faults-"));
const mapFile = join(folder, "policy-map.yaml");
/** By name, so that it can be lost: that of the broken one only. */
const [stsHost, idpHost] = atSts ? ["localhost", "127.0.0.1"] : ["127.0.0.1", "localhost"];
const jwksUri = `http://${idpHost}:${idpProxy.port}${new URL(idp.jwksUri).pathname}`;
await writeFile(mapFile, policyMapText(idp.tokens).replace(/keys: \{ jwks: .*\n/, `keys: { jwksUri: "${jwksUri}" }\n`));
const serviceRoleArn = "arn:aws:iam::999988887777:role/vending-service";
const credentials = sts.issueRoleSession(serviceRoleArn, "vend-credentials", { durationSeconds: 24 * 3_600 });
Object.assign(process.env, {
  POLICY_MAP: `file:${mapFile}`,
  AWS_REGION: firstRegion,
  AWS_ENDPOINT_URL_STS: `http://${stsHost}:${stsProxy.port}`,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  SUBJECT_SESSION_LIMIT: "100000+60000/min",
  STS_FALLBACK_REGIONS: fault.inFirstRegion ? secondRegion : "",
});
const { handler } = await import("../../functions/vend-credentials/handler.ts");

interface Tally {
  requests: number;
  failures: Record<string, number>;
  silent: number;
  slowestMs: number;
}
const tally = (): Tally => ({ requests: 0, failures: {}, silent: 0, slowestMs: 0 });

async function askAs(team: string, seen: Tally, key = idp.tokens.keys[0]): Promise<void> {
  const token = await idp.tokens.issueToken({ claims: { groups: ["etl"], team }, key });
  const startedMs = performance.now();
  const {
    statusCode,
    headers = {},
    body,
  } = await handler(ask("/v1/credentials/nightly-report", token), lambdaContext());
  seen.slowestMs = Math.max(seen.slowestMs, performance.now() - startedMs);
  seen.requests += 1;
  if (statusCode === 200) return;
  const failure = `${statusCode} ${(JSON.parse(body) as { code: string }).code}`;
  seen.failures[failure] = (seen.failures[failure] ?? 0) + 1;
  if (headers["retry-after"] === undefined) seen.silent += 1;
}

async function during(timeMs: number, work: () => Promise<void>): Promise<void> {
  for (const endMs = performance.now() + timeMs; performance.now() < endMs; ) {
    await work();
    await sleep(40);
  }
}

/** Until it has its session: the first call of a process loads the SDK, which a busy machine may not do in time. */
async function warm(team: string): Promise<void> {
  const seen = tally();
  while (seen.requests === Object.values(seen.failures).reduce((sum, count) => sum + count, 0)) {
    if (seen.requests > 10) throw new Error(`${team} gets no session: ${JSON.stringify(seen.failures)}`);
    await askAs(team, seen);
    moveClock(3_000); // whatever circuit that opened is closed again
  }
}

function startFault(): void {
  isOn = true;
  skewMs = fault?.skewMs ?? 0;
  if (fault?.losesName) broken.dropConnections(); // they would do without the name
}

for (const team of knownTeams) await warm(team);
const newKey = fault.signsAnew ? await idp.tokens.addKey("key-2") : undefined;
if (fault.keysAgeMs !== undefined) {
  moveClock(fault.keysAgeMs - dueMs);
  startFault();
  for (const team of knownTeams) await warm(team);
}
const stalls = monitorEventLoopDelay({ resolution: 10 });
stalls.enable();
moveClock(dueMs);
startFault();

const [known, fresh, afterwards] = [tally(), tally(), tally()];
let newcomers = 0;
await Promise.all([
  ...knownTeams.map((team) => during(loadMs, () => askAs(team, known))),
  during(loadMs, () => askAs(`new-${newcomers++}`, fresh, newKey)),
]);
isOn = false;
const callsMeanwhile = calls;
moveClock(20_000);
await askAs("first-comer", afterwards, newKey); // an open circuit lets one request find out
await Promise.all([...knownTeams, "late-comer"].map((team) => askAs(team, afterwards, newKey)));

const rounded = (seen: Tally): Seen => ({ ...seen, slowestMs: Math.round(seen.slowestMs) });
const observed: Observed = {
  known: rounded(known),
  fresh: rounded(fresh),
  afterwards: rounded(afterwards),
  calls: callsMeanwhile,
  lostLookups,
  stalledMs: Math.round(stalls.max / 1e6),
};
process.stderr.write(`\n${JSON.stringify(observed)}\n`);
await rm(folder, { recursive: true });
process.exit(0);
