import { afterAll, beforeAll, expect, test } from "vitest";
import { probeVending } from "../../../shared/probe/probe-vending.ts";
import { sendProbe } from "../../../shared/probe/send-probe.ts";
import { type AwsStub, startAwsStub } from "../../support/aws-stub.ts";

const target = "arn:aws:iam::111122223333:role/path/target";
const session = "arn:aws:sts::111122223333:assumed-role/target/probe";

const keyId = "ASIAPROBE00000000001";
/** A part of what is shown as `Bearer`. */
const signature = "c2lnbmF0dXJlLW9mLXRoZS10b2tlbg";

let service: AwsStub;
beforeAll(async () => {
  service = await startAwsStub();
});
afterAll(() => service.close());

function goodAnswer() {
  const Expiration = new Date(Date.now() + 900_000).toISOString().replace(/\.\d+Z/, "Z");
  return { AccessKeyId: keyId, SecretAccessKey: "s", Token: "t", Expiration };
}

/** The service answers credentials of this role, or says of none; AWS takes their bearer for whoever is given. */
function probe(told: string | undefined, takenFor: string, roleArn?: string) {
  service.answer = () => ({ body: JSON.stringify({ ...goodAnswer(), RoleArn: told }) });
  return ask(roleArn, takenFor);
}

function ask(roleArn?: string, takenFor = session) {
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
])("a session of the role is what it should be: the answer says %s, the setting %s", async (told, roleArn) => {
  expect(await probe(told, session, roleArn)).toMatchObject({ vended: true, accessKeyId: keyId });
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
    const bearer = takenFor.replace(/\/probe$/, "");
    const meant = roleArn ?? "the role that the answer names";
    expect(report.failure?.reason).toBe(`AWS takes the bearer for ${bearer}, and not for a session of ${meant}`);
  }
});

test.each([session, "arn:aws:iam::444455556666:user/eve"])(
  "credentials of which nothing says whose they are to be are none of it, whoever AWS takes the bearer for: %s",
  async (takenFor) => {
    const reason = "neither PROBE_ROLE nor the answer says of which role the credentials are";
    expect(await probe(undefined, takenFor)).toMatchObject({ vended: false, failure: { step: "use", reason } });
  },
);

test("a service in the place of ours, which names a role of its own, is found out by the setting", async () => {
  const own = "arn:aws:iam::444455556666:role/target";
  const report = await probe(own, own.replace("iam", "sts").replace("role", "assumed-role").concat("/x"), target);
  const reason = `the answer is of another role than ${target}`;
  expect(report).toMatchObject({ vended: false, failure: { step: "use", reason } });
});

test.each<[what: string, status: number, body: object, reason: string]>([
  ["a code of ours", 403, { code: "NotGranted", message: signature }, "the service answered 403 NotGranted (64 bytes)"],
  ["a code of its own", 403, { code: signature }, "without a code of the service's (41 bytes)"],
  ["a member that every object has", 400, { code: "constructor" }, "without a code of the service's (22 bytes)"],
  ["no code", 500, { message: signature, requestId: signature }, "without a code of the service's (89 bytes)"],
])("an answer with %s leaves no text of its own in the report", async (_what, status, body, reason) => {
  service.answer = () => ({ status, body: JSON.stringify(body) });
  const report = await ask();
  expect(report.failure?.reason).toContain(reason);
  expect(JSON.stringify(report)).not.toContain(signature);
});

test.each([
  ["the key's id", { AccessKeyId: signature }, target, session],
  ["the role's path", { RoleArn: `arn:aws:iam::111122223333:role/${signature}/target` }, undefined, session],
  ["the role", { RoleArn: `arn:aws:iam::111122223333:role/${signature}` }, undefined, session],
  ["another role than is set", { RoleArn: `arn:aws:iam::111122223333:role/${signature}` }, target, session],
  ["the session's name", { RoleArn: target }, target, `arn:aws:sts::111122223333:assumed-role/other/${signature}`],
])("nor do credentials that repeat what was shown as %s", async (_what, told, roleArn, takenFor) => {
  service.answer = () => ({ body: JSON.stringify({ ...goodAnswer(), ...told }) });
  expect(JSON.stringify(await ask(roleArn, takenFor))).not.toContain(signature);
});

test("an answer that is past, or half, is no vend", async () => {
  service.answer = () => ({ body: JSON.stringify({ AccessKeyId: "ASIAPROBE", Expiration: "2020-01-01T00:00:00Z" }) });
  const asked = { target: { url: service.url, grant: "probe" }, roleArn: undefined, send: sendProbe };
  const report = await probeVending({ ...asked, readToken: async () => "a.b.c", identify: async () => session });
  expect(report).toMatchObject({ vended: false, failure: { step: "vend", reason: expect.stringContaining("past") } });
  expect(report).not.toHaveProperty("requestMs");
});
