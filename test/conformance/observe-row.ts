import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startFaultProxy } from "../faults/start-fault-proxy.ts";
import type { RunningStack } from "../support/run-stack.ts";
import { startLineProcess } from "../support/start-line-process.ts";
import { interfereFor } from "./interfere-for.ts";
import { nextArn } from "./judge-row.ts";
import { leadSdk } from "./lead-sdk.ts";
import type { Observed } from "./row.ts";
import { type ScenarioName, scenarios } from "./scenarios.ts";
import type { Sdk, Way } from "./sdk.ts";

const patienceMs = 120_000;
/** Until the first credentials have ended for good. */
const mostCalls = 30;

/**
 * Plays one scenario with an SDK that is led one way.
 * @param folder where its driver is
 * @throws Error where the driver says nothing
 */
export async function observeRow(
  sdk: Sdk,
  folder: string,
  way: Way,
  scenario: ScenarioName,
  stack: RunningStack,
): Promise<{ readonly version: string; readonly observed: Observed }> {
  const home = await mkdtemp(join(tmpdir(), "vend-row-"));
  const proxy = await startFaultProxy(stack.url);
  const token = await tokenOf(stack, scenarios[scenario].caller);
  const interference = await interfereFor(scenario, way, { url: stack.url, token });
  proxy.interfere = () => interference(proxy.seen.length);
  const env = await leadSdk(way, { url: proxy.url, token, folder: home });
  const { PATH = "" } = process.env;
  const path = sdk.path === undefined ? PATH : `${join(folder, sdk.path)}:${PATH}`;
  const driver = startLineProcess(sdk.run, {
    cwd: folder,
    env: { ...env, PATH: path, CALL_STS: stack.stsUrl },
    patienceMs,
  });
  try {
    const { version } = JSON.parse(await driver.readLine()) as { version: string };
    const arns: (string | undefined)[] = [];
    let shown: string | undefined;
    let tookMs = 0;
    do {
      if (arns.length > 0) await sleep(500);
      const startedMs = performance.now();
      driver.write("get\n");
      const answer = JSON.parse(await driver.readLine()) as { readonly arn?: string; readonly error?: string };
      tookMs = Math.round(performance.now() - startedMs);
      arns.push(answer.arn);
      const told = [answer.error ?? "", ...(driver.log() === "" ? [] : ["on standard error:", driver.log()])].join(" ");
      shown = answer.error === undefined ? undefined : tidy(told, { token, home, port: proxy.port });
    } while (scenario === "refresh" && arns.at(-1) !== nextArn && arns.length < mostCalls);
    return { version, observed: { attempts: proxy.seen.length, tookMs, arns, shown } };
  } finally {
    await driver.end();
    await proxy.goDown();
    await rm(home, { recursive: true, force: true });
  }
}

async function tokenOf(stack: RunningStack, caller: "report-runner" | "intern" | "forged"): Promise<string> {
  if (caller !== "forged") return await stack.token(caller);
  const [header, payload] = (await stack.token("report-runner")).split(".");
  return `${header}.${payload}.${"A".repeat(86)}`;
}

/** One line, much the same in every run: without what differs between runs, and without a token, which no SDK should show. */
function tidy(
  error: string,
  { token, home, port }: { readonly token: string; readonly home: string; readonly port: number },
): string {
  return error
    .replaceAll(token, "THE TOKEN ITSELF")
    .replaceAll(home, "~")
    .replaceAll(String(port), "PORT")
    .replace(/("?(?:requestId|RequestId|request ?id)"?[:=]\s*"?)[\w=+/-]+/gi, "$1ID")
    .replace(/(urn:credential-vending:request:)[\w=+/-]+/g, "$1ID")
    .replace(/\(request [\w=+/-]+\)/g, "(request ID)")
    .replace(/\s+/g, " ")
    .trim();
}
