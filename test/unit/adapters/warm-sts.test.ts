import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAssumeRole } from "../../../shared/adapters/assume-role.ts";
import { createStsClients } from "../../../shared/adapters/sts-client.ts";
import { warmSts } from "../../../shared/adapters/warm-sts.ts";
import { stubAwsEnvironment } from "../../support/aws-environment.ts";
import { type StsStub, startStsStub } from "../../support/sts-stub.ts";
import { anInput } from "../vend/assumptions.ts";

let sts: StsStub;
beforeEach(async () => {
  sts = await startStsStub();
  stubAwsEnvironment(sts.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sts.close();
});

test("asks STS for nothing, unsigned, and leaves a connection that the first call goes over", async () => {
  const clientFor = createStsClients();
  await warmSts(clientFor("eu-central-1", undefined));
  expect(sts.calls).toEqual([]);
  expect(sts.openings).toHaveLength(1);
  expect(sts.openings[0]?.authorization).toBeUndefined();

  const assumeRole = createAssumeRole({ region: "eu-central-1", clientFor });
  const session = await assumeRole(anInput(), { region: undefined, credentials: undefined });
  expect(session.accessKeyId).toMatch(/^ASIAEXAMPLE\d{4}$/);
  expect(sts.calls).toMatchObject([{ signedBy: "AKIASERVICE", isOnKnownConnection: true }]);
});

test("rejects where STS is not there, and the first call does as it would have done", async () => {
  const clientFor = createStsClients();
  await sts.close();
  await expect(warmSts(clientFor("eu-central-1", undefined))).rejects.toThrow(/ECONNREFUSED/);
  const assumeRole = createAssumeRole({ region: "eu-central-1", clientFor });
  await expect(assumeRole(anInput(), { region: undefined, credentials: undefined })).rejects.toMatchObject({
    code: "UpstreamUnavailable",
  });
});

test("sends nothing where there are no credentials to sign with", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
  vi.stubEnv("AWS_CONFIG_FILE", "/nowhere");
  await expect(warmSts(createStsClients()("eu-central-1", undefined))).rejects.toThrow(/credentials/i);
  expect([...sts.calls, ...sts.openings]).toEqual([]);
});
