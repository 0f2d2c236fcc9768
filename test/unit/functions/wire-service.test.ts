import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stubAwsEnvironment } from "../../support/aws-environment.ts";
import { type IssuerServer, startIssuerServer } from "../../support/token-issuer.ts";

let folder: string;
let idp: IssuerServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vend-wire-"));
  idp = await startIssuerServer();
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([idp.close(), rm(folder, { recursive: true })]);
});

test("the map and its issuers' keys are fetched at the start of the process, before any request", async () => {
  const map = join(folder, "map.yaml");
  await writeFile(
    map,
    `version: 1
issuers:
  corp:
    issuer: ${idp.tokens.issuer}
    audience: https://vend.test
    keys: { jwksUri: "${idp.jwksUri}" }
    algorithms: [ES256]
grants:
  nightly:
    when: { issuer: corp, claims: { sub: runner } }
    assume: { role: "arn:aws:iam::111122223333:role/reader" }
`,
  );
  stubAwsEnvironment("http://127.0.0.1:1");
  vi.stubEnv("POLICY_MAP", `file:${map}`);
  vi.resetModules();
  const { wireService } = await import("../../../functions/wire-service.ts");
  const service = wireService();
  await expect.poll(() => idp.requests, { timeout: 10_000 }).toEqual(["/jwks"]);
  expect(wireService()).toBe(service);
});
