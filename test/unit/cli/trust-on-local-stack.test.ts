import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { bearer, httpRequest } from "../../support/http-request.ts";
import { type RunningStack, runStack } from "../../support/run-stack.ts";
import { runVend, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const demoMap = fileURLToPath(new URL("../../../local/demo/policy-map.yaml", import.meta.url));
const service = "arn:aws:iam::999988887777:role/vending-service";

let running: RunningStack | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function startWith(accounts: string): Promise<RunningStack> {
  running = await runStack({ LOCAL_AWS: `file:${file("aws.json", accounts)}` });
  return running;
}

async function ask(stack: RunningStack, path: string, caller = "report-runner"): Promise<unknown> {
  const answer = await httpRequest(`${stack.url}${path}`, { headers: bearer(await stack.token(caller)) });
  return answer.json()["Code"];
}

test("the STS emulator accepts what trust prints: every grant of the demo vends, chain and several accounts included", async () => {
  // With rights that the emulator knows nothing of, as whoever deploys has them.
  const deployed = ["--policy-map", "ssm:/vend/map", "--region", "eu-central-1", "--replay-table", "vend-replay"];
  const { out } = await runVend(["trust", demoMap, "--service-role", service, ...deployed]);
  const stack = await startWith(out);
  expect(await ask(stack, "/v1/credentials/nightly-report")).toBe("Success");
  expect(await ask(stack, "/v1/credentials/dataset?param.dataset=invoices-2026")).toBe("Success");
  expect(await ask(stack, "/v1/credentials/archive-read")).toBe("Success");
  expect(await ask(stack, "/v1/credentials/audit/reporting", "auditor")).toBe("Success");
  expect(await ask(stack, "/v1/credentials/audit/archive", "auditor")).toBe("Success");
});

test("and it is the least: without the permission to tag, the emulator refuses the grants with tags", async () => {
  const { json } = await runVend(["trust", demoMap, "--service-role", service]);
  const less = JSON.parse(JSON.stringify(json()).replaceAll('"sts:TagSession"', '"sts:GetCallerIdentity"'));
  expect(JSON.stringify(less)).not.toContain("TagSession");
  const stack = await startWith(JSON.stringify(less));
  expect(await ask(stack, "/v1/credentials/nightly-report")).toBe("RoleRefused");
  expect(await ask(stack, "/v1/credentials/dataset?param.dataset=invoices-2026")).toBe("Success");
  expect(readFileSync(demoMap, "utf8")).toContain("tags:");
});
