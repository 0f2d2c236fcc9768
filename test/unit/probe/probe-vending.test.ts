import { afterAll, beforeAll, expect, test } from "vitest";
import { probeVending } from "../../../shared/probe/probe-vending.ts";
import { sendProbe } from "../../../shared/probe/send-probe.ts";
import { type AwsStub, startAwsStub } from "../../support/aws-stub.ts";

const target = "arn:aws:iam::111122223333:role/path/target";
const session = "arn:aws:sts::111122223333:assumed-role/target/probe";

let service: AwsStub;
beforeAll(async () => {
  service = await startAwsStub();
});
afterAll(() => service.close());

/** The service answers credentials of this role, or says of none; AWS takes their bearer for whoever is given. */
function probe(told: string | undefined, takenFor: string, roleArn?: string) {
  const keys = { AccessKeyId: "ASIAPROBE", SecretAccessKey: "s", Token: "t" };
  const Expiration = new Date(Date.now() + 900_000).toISOString().replace(/\.\d+Z/, "Z");
  service.answer = () => ({ body: JSON.stringify({ ...keys, Expiration, RoleArn: told }) });
  return probeVending({
    target: { url: service.url, grant: "team/prod account" },
    roleArn,
    readToken: async () => "a.b.c",
    send: sendProbe,
    identify: async () => takenFor,
  });
}

test.each<[told: string | undefined, roleArn: string | undefined]>([
  [target, undefined],
  [target, target],
  [undefined, target],
  [undefined, undefined],
])("a session of the role is what it should be: the answer says %s, the setting %s", async (told, roleArn) => {
  expect(await probe(told, session, roleArn)).toMatchObject({ vended: true, accessKeyId: "ASIAPROBE" });
  expect(service.calls.at(-1)).toMatchObject({
    path: "/v1/credentials/team/prod account",
    headers: { authorization: "Bearer a.b.c", "user-agent": "vend-probe" },
  });
});

test.each([
  ["another role", session.replace("target", "other")],
  ["another account", session.replace("111122223333", "444455556666")],
  ["another partition", session.replace("arn:aws:", "arn:aws-cn:")],
  ["a user", "arn:aws:iam::111122223333:user/target"],
])("credentials that AWS takes for those of %s are none of it", async (_what, takenFor) => {
  for (const [told, roleArn] of [[target], [undefined, target]] as const) {
    const report = await probe(told, takenFor, roleArn);
    expect(report).toMatchObject({ vended: false, failure: { step: "use" }, requestMs: expect.any(Number) });
    expect(report.failure?.reason).toBe(`AWS takes the bearer for ${takenFor}, and not for a session of ${target}`);
  }
});

test("an answer that is past, or half, is no vend", async () => {
  service.answer = () => ({ body: JSON.stringify({ AccessKeyId: "ASIAPROBE", Expiration: "2020-01-01T00:00:00Z" }) });
  const asked = { target: { url: service.url, grant: "probe" }, roleArn: undefined, send: sendProbe };
  const report = await probeVending({ ...asked, readToken: async () => "a.b.c", identify: async () => session });
  expect(report).toMatchObject({ vended: false, failure: { step: "vend", reason: expect.stringContaining("past") } });
  expect(report).not.toHaveProperty("requestMs");
});
