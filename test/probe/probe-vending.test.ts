import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { json, startAwsStub } from "../support/aws-stub.ts";
import { targetRole } from "./probe-map.ts";
import { type ProbeWorld, startProbeWorld } from "./start-probe-world.ts";

let world: ProbeWorld;
beforeAll(async () => {
  world = await startProbeWorld();
}, 60_000);
afterEach(() => world.sts.interfere());
afterAll(() => world.close());

const failedAt = (step: string, reason: RegExp) => ({
  level: "ERROR",
  probe: { vended: false, failure: { step, reason: expect.stringMatching(reason) } },
});

describe("the probe that vends, with a token of AWS", () => {
  test("vends, uses what it got, and tells how long the request took", async () => {
    const { metrics, line, text } = await world.run("probe-vending", { PROBE_ROLE: targetRole });
    expect(metrics).toMatchObject({ service: "credential-vending-api", ProbeVended: 1 });
    expect(metrics["ProbeMs"]).toBeGreaterThan(0);
    expect(line).toMatchObject({ level: "INFO", message: "probe", probe: { vended: true, roleArn: targetRole } });
    expect(text).toContain('{"Name":"ProbeMs","Unit":"Milliseconds"}');
    expect(text).not.toMatch(/eyJ|secret|session_?token/i);
    const actions = world.sts.calls.slice(-3).map(({ action, outcome }) => `${action} ${outcome}`);
    expect(actions).toEqual(["GetWebIdentityToken ok", "AssumeRole ok", "GetCallerIdentity ok"]);
  });

  test("fails where the grant is not its own", async () => {
    const { metrics, line } = await world.run("probe-vending", { PROBE_GRANT: "reserved" });
    expect(metrics).toMatchObject({ ProbeVended: 0 });
    expect(metrics).not.toHaveProperty("ProbeMs");
    expect(line).toMatchObject(failedAt("vend", /^the service answered 403 NotGranted \(\d+ bytes\)$/));
  });

  test("fails where the API is down", async () => {
    const { metrics, line } = await world.run("probe-vending", { PROBE_URL: "http://127.0.0.1:1" });
    expect(metrics).toMatchObject({ ProbeVended: 0 });
    expect(line).toMatchObject(failedAt("vend", /^connection refused$/));
  });

  test("fails where its role may not ask for such a token", async () => {
    const { line } = await world.run("probe-vending", { PROBE_AUDIENCE: "https://another.example" });
    expect(line).toMatchObject(failedAt("token", /^AWS makes no token: AccessDenied/));
  });

  test("fails where STS makes no tokens", async () => {
    world.sts.interfere(() => ({ disconnects: true }));
    const { metrics, line } = await world.run("probe-vending");
    expect(metrics).toMatchObject({ ProbeVended: 0 });
    expect(line).toMatchObject(failedAt("token", /^AWS makes no token: /));
  });

  test("fails where AWS does not take what the service gave, and says how long that took all the same", async () => {
    world.sts.interfere(({ action }) =>
      action === "GetCallerIdentity" ? { error: { code: "InvalidClientTokenId", status: 403 } } : undefined,
    );
    const { metrics, line } = await world.run("probe-vending");
    expect(metrics).toMatchObject({ ProbeVended: 0, ProbeMs: expect.any(Number) });
    expect(line).toMatchObject(failedAt("use", /^AWS does not take the credentials: InvalidClientTokenId HTTP 403$/));
  });

  test("fails where the role is another than it should be", async () => {
    const { line } = await world.run("probe-vending", { PROBE_ROLE: "arn:aws:iam::111122223333:role/another" });
    expect(line).toMatchObject(failedAt("use", /^the answer is of another role than \S+another$/));
  });
});

describe("the probe that vends, as a client of an identity provider", () => {
  const clientEnv = (secretsUrl: string) => ({
    PROBE_GRANT: "corp-probe",
    PROBE_TOKEN: "",
    PROBE_AUDIENCE: "",
    PROBE_TOKEN_URL: `${world.identityProvider.url}/token`,
    PROBE_CLIENT_ID: "report-runner",
    PROBE_CLIENT_SECRET: "secret:vend/probe#clientSecret",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsUrl,
  });

  test("vends by the secret that is kept, and fails by another, without a word of either", async () => {
    const secret =
      world.identityProvider.clients.find(({ clientId }) => clientId === "report-runner")?.clientSecret ?? "";
    const store = await startAwsStub(() => json({ SecretString: JSON.stringify({ clientSecret: secret }) }));
    try {
      const good = await world.run("probe-vending", clientEnv(store.url));
      expect(good.line).toMatchObject({ probe: { vended: true } });
      store.answer = () => json({ SecretString: JSON.stringify({ clientSecret: `${secret}-old` }) });
      const bad = await world.run("probe-vending", clientEnv(store.url));
      expect(bad.line).toMatchObject(failedAt("token", /^the identity provider \S+ answered 401 invalid_client/));
      expect(good.text + bad.text).not.toContain(secret);
    } finally {
      await store.close();
    }
  });
});
