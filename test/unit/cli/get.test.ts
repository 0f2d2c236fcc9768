import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formats } from "../../../shared/model/format.ts";
import { answer, spell } from "../clients/node/scripted-service.ts";
import { getWorld, numbered } from "./get-world.ts";

const minuteMs = 60_000;
const refused = answer(403, { code: "NotGranted", message: "No such grant for this caller", requestId: "r-1" });

test("prints what a credential_process prints, and names grant, duration and parameters", async () => {
  const { vend, service } = await getWorld();
  const args = ["get", "--grant", "dataset/reporting", "--duration", "30m", "--param", "dataset=a", "b=c"];
  const run = await vend(args);
  expect(run).toMatchObject({ exitCode: 0, error: "" });
  expect(run.json()).toEqual({
    Version: 1,
    AccessKeyId: "key-1",
    SecretAccessKey: "secret-key",
    SessionToken: "session-token",
    Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    AccountId: "111122223333",
  });
  expect(service.arrived.map(({ path }) => path)).toEqual([
    "/v1/credentials/dataset/reporting?format=container&duration=1800&param.dataset=a&param.b=c",
  ]);
});

test.each(formats)("prints the shape %s, ended by a line break", async (format) => {
  const { vend } = await getWorld();
  const { exitCode, out } = await vend(["get", "--format", format]);
  expect(exitCode).toBe(0);
  expect(out).toContain("key-1");
  expect(out.endsWith("\n")).toBe(true);
  expect(JSON.parse((await vend(["get", "--format", format, "--json"])).out)).toBeTypeOf("object");
});

test("takes no answer that does not name its role", async () => {
  const { vend } = await getWorld([
    answer(200, { AccessKeyId: "a", SecretAccessKey: "b", Token: "c", Expiration: spell(Date.now() + 3_600_000) }),
  ]);
  expect(await vend(["get", "--no-cache"])).toMatchObject({
    exitCode: 2,
    out: "",
    error: expect.stringContaining("which role"),
  });
});

test("takes neither a token nor a secret on the command line, which every user of the machine can read", async () => {
  const { vend } = await getWorld();
  const { out } = await vend(["get", "--help"]);
  expect(out).not.toMatch(/--(?:token|client-secret|secret|password) /);
});

describe("what it says when there are none", () => {
  test("a refusal is exit code 1 and one sentence", async () => {
    const { vend, service } = await getWorld([refused]);
    const sentence = `No AWS credentials from ${service.url} for grant "nightly": 403 NotGranted: No such grant for this caller (request r-1)`;
    expect(await vend(["get"])).toMatchObject({ exitCode: 1, out: "", error: `error: ${sentence}\n` });
    const { exitCode, error } = await vend(["get", "--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(error)).toEqual({ error: "refused", message: sentence, code: "NotGranted", status: 403 });
  });

  test.each([
    ["no service", ["get", "http://127.0.0.1:1"], "connection refused after 4 attempts"],
    ["no https", ["get", "http://vend.corp.example"], "VEND_URL must be https: plain http is for loopback hosts only"],
    ["no token file", ["get", "--token-file", "/nowhere"], "the token file /nowhere cannot be read"],
    ["half a client", ["get", "--client-id", "me"], "client credentials are not set in full; set VEND_TOKEN_URL and"],
    [
      "no such bundle",
      ["get", "https://127.0.0.1:1", "--ca-bundle", "/nowhere"],
      "the CA bundle /nowhere cannot be read",
    ],
    ["an empty path", ["get", "--token-file", ""], "Write a path."],
  ])("%s is exit code 2", async (_, args, sentence) => {
    const { vend } = await getWorld();
    expect(await vend(args)).toMatchObject({ exitCode: 2, out: "", error: expect.stringContaining(sentence) });
  });
});

describe("the cache", () => {
  test("is asked first, in files of mode 600 in a folder of mode 700", async () => {
    const { vend, service, folder, files } = await getWorld();
    await vend(["get"]);
    expect((await vend(["get"], 39 * minuteMs)).json()).toMatchObject({ AccessKeyId: "key-1" });
    expect((await vend(["env"])).out).toContain("key-1");
    expect(service.arrived).toHaveLength(1);
    expect(files()).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, files()[0] ?? "")).mode & 0o777).toBe(0o600);
  });

  test("is renewed when 20 minutes are left", async () => {
    const { vend, service } = await getWorld();
    await vend(["get"]);
    expect((await vend(["get"], 41 * minuteMs)).json()).toMatchObject({ AccessKeyId: "key-2" });
    expect(service.arrived).toHaveLength(2);
  });

  test("serves what is still good while the service is down, and asks it again after some seconds only", async () => {
    const { vend, service } = await getWorld([numbered(), refused]);
    await vend(["get"]);
    const late = await vend(["get"], 41 * minuteMs);
    expect(late.json()).toMatchObject({ AccessKeyId: "key-1" });
    expect(late.error).toMatch(/^note: No AWS credentials from .* 403 NotGranted: .*; going on with those at hand\n$/);
    expect(await vend(["get"], 41 * minuteMs + 1000)).toMatchObject({ exitCode: 0, error: "" });
    expect(service.arrived).toHaveLength(2);
    expect((await vend(["get"], 41 * minuteMs + 7000)).error).toContain("going on");
    expect(service.arrived).toHaveLength(3);
    expect((await vend(["get"], 59.5 * minuteMs)).json()).toMatchObject({ AccessKeyId: "key-1" });
    expect(await vend(["get"], 61 * minuteMs)).toMatchObject({ exitCode: 1, out: "" });
  });

  test("waits no longer than 3 s for what replaces good credentials", async () => {
    const { vend } = await getWorld([numbered(), () => undefined]);
    await vend(["get"]);
    const startedAtMs = performance.now();
    expect((await vend(["get"], 41 * minuteMs)).json()).toMatchObject({ AccessKeyId: "key-1" });
    expect(performance.now() - startedAtMs).toBeLessThan(6000);
  });

  test("is not touched with --no-cache", async () => {
    const { vend, service, files } = await getWorld();
    await vend(["get", "--no-cache"]);
    expect(files).toThrow("ENOENT");
    await vend(["get"]);
    expect((await vend(["get", "--no-cache"])).json()).toMatchObject({ AccessKeyId: "key-3" });
    expect(service.arrived).toHaveLength(3);
  });

  test("keeps apart what was asked for, and who asked, but not one caller's tokens", async () => {
    const { vend, service, setToken } = await getWorld();
    await vend(["get"]);
    const others = [
      ["--grant", "other"],
      ["--grant", "nightly/reporting"],
      ["--duration", "900"],
      ["--param", "a=b"],
    ];
    for (const [index, other] of others.entries()) {
      expect((await vend(["get", ...other])).json()).toMatchObject({ AccessKeyId: `key-${index + 2}` });
    }
    const callers = [
      { iss: "https://idp.example", sub: "other" },
      { iss: "https://other.example", sub: "job" },
      { iss: "https://idp.example", sub: "job", aud: "other" },
      { iss: "https://idp.example", sub: "job", azp: "other" },
      { iss: "https://idp.example", sub: "job", client_id: "other" },
      { iss: "https://idp.example", sub: "job", ref_protected: "true" },
      { iss: "https://idp.example", sub: "job", ref_protected: "false" },
      { iss: "https://idp.example", sub: "job", groups: ["staff"] },
      { iss: "https://idp.example", sub: "job", groups: ["staff", "admins"] },
      { sub: "job" },
      { sub: "job", jti: "2" },
    ];
    for (const [index, claims] of callers.entries()) {
      setToken(claims);
      expect((await vend(["get"])).json()).toMatchObject({ AccessKeyId: `key-${index + 6}` });
    }
    setToken({ jti: "renewed", exp: 3, iat: 1, nbf: 1, sub: "job", iss: "https://idp.example" });
    expect((await vend(["get"])).json()).toMatchObject({ AccessKeyId: "key-1" });
    expect(service.arrived).toHaveLength(1 + others.length + callers.length);
  });

  test("is no reason to wait for a token that a pipe would give", async () => {
    const { vend, folder } = await getWorld();
    await vend(["get"]);
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(await vend(["get", "--token-file", pipe])).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining(`the token file ${pipe} cannot be read: it is not a regular file`),
    });
  });

  test("gives nothing to who has no token any more", async () => {
    const { vend } = await getWorld();
    await vend(["get"]);
    expect(await vend(["get", "--token-file", "/nowhere"])).toMatchObject({ exitCode: 2, out: "" });
  });
});
