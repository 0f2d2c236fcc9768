import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAssumeRole } from "../../../shared/adapters/assume-role.ts";
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

const own = { region: undefined, credentials: undefined };

test("chain", async () => {
  const assumeRole = createAssumeRole({ region: "eu-central-1" });
  const hub = await assumeRole(anInput(), own);
  await assumeRole(anInput(), { region: undefined, credentials: hub });
  expect(sts.calls[1]?.signedBy).toBe(hub.accessKeyId);
});
