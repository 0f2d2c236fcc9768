import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditRecord } from "../../../shared/model/ports.ts";
import { askIdentity } from "../../soak/ask-identity.ts";
import type { GatewayAnswer, GatewayKind } from "./ask-gateway.ts";
import { startWorld, type World } from "./start-world.ts";

/*
 * What is packaged vends and refuses in Lambda's runtime client, with the events of all that can call it.
 */
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const credentials = "/v1/credentials/nightly-report";
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The audit records that were written before the answer was sent, each of which has a line of its own. */
function recordsOf({ invocation, requestId }: GatewayAnswer): readonly AuditRecord[] {
  const lines = (invocation as { readonly log?: string }).log?.split("\n") ?? [];
  expect(lines.at(-1)).toBe("");
  return lines
    .filter((line) => line.includes(`"requestId":"${requestId}"`))
    .flatMap((line) => (JSON.parse(line) as { readonly audit?: AuditRecord }).audit ?? []);
}

describe.each<GatewayKind>(["HTTP API", "private API", "REST API", "function URL"])("%s", (kind) => {
  test("credentials in the shape that SDKs read, which work", async () => {
    const answer = await world.ask(kind, { path: credentials, token: await world.issueToken() });
    expect(answer).toMatchObject({
      status: 200,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
    });
    const body = JSON.parse(answer.text);
    expect(body).toEqual({
      Code: "Success",
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.stringMatching(/^.{40}$/),
      Token: expect.any(String),
      Expiration: expect.stringMatching(timestamp),
      RoleArn: "arn:aws:iam::111122223333:role/report-reader",
    });
    const usable = { accessKeyId: body.AccessKeyId, secretAccessKey: body.SecretAccessKey, sessionToken: body.Token };
    expect(await askIdentity(world.sts.url, usable)).toMatch(
      /^arn:aws:sts::111122223333:assumed-role\/report-reader\//,
    );
  });

  test("one audit record, in one line, before the answer", async () => {
    const answer = await world.ask(kind, { path: credentials, token: await world.issueToken() });
    expect(recordsOf(answer)).toEqual([
      expect.objectContaining({ outcome: "vended", grant: "nightly-report", status: 200, sourceAddress: "192.0.2.7" }),
    ]);
  });

  test("a token that is none of the issuer's is refused with 401", async () => {
    const token = await world.issueToken();
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    const before = world.sts.calls.length;
    const answer = await world.ask(kind, { path: credentials, token: forged });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ code: "InvalidToken", requestId: answer.requestId });
    const [challenge] = ["www-authenticate", "x-amzn-remapped-www-authenticate"]
      .map((name) => answer.headers[name])
      .filter((value) => value !== undefined);
    expect(challenge).toMatch(/^Bearer /);
    expect(recordsOf(answer)).toEqual([
      expect.objectContaining({ outcome: "refused", code: "InvalidToken", status: 401 }),
    ]);
    expect(answer.invocation).not.toMatchObject({ log: expect.stringContaining(forged) });
    expect(world.sts.calls.length).toBe(before);
  });

  test("no token is refused with 401, a grant that is not the caller's with 403", async () => {
    expect(await world.ask(kind, { path: credentials })).toMatchObject({
      status: 401,
      text: expect.stringContaining("MissingToken"),
    });
    const answer = await world.ask(kind, { path: "/v1/credentials/archive-read", token: await world.issueToken() });
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining("NotGranted") });
  });

  test("asked by POST, with a query, and for several formats", async () => {
    const token = await world.issueToken();
    const body = JSON.stringify({ grant: "nightly-report", format: "process" });
    const headers = [["Content-Type", "application/json"]] as const;
    const posted = await world.ask(kind, { method: "POST", path: "/v1/credentials", token, headers, body });
    expect(JSON.parse(posted.text)).toMatchObject({ Version: 1, SessionToken: expect.any(String) });
    const shell = await world.ask(kind, { path: credentials, query: "format=env&duration=1800", token });
    expect(shell.text).toMatch(/^export AWS_ACCESS_KEY_ID='?ASIA/m);
    expect(shell.headers["content-type"]).toMatch(/^text\/plain/);
  });

  test("the caller's grants", async () => {
    const answer = await world.ask(
      kind,
      { path: "/v1/grants", token: await world.issueToken() },
      { urlOf: "list-grants" },
    );
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      grants: expect.arrayContaining([expect.objectContaining({ name: "nightly-report" })]),
    });
  });

  test("alive and ready", async () => {
    const options = { urlOf: "health" };
    expect(await world.ask(kind, { path: "/healthz" }, options)).toMatchObject({
      status: 200,
      text: expect.stringContaining('"alive"'),
    });
    expect(await world.ask(kind, { path: "/readyz" }, options)).toMatchObject({
      status: 200,
      text: expect.stringContaining('"ready"'),
    });
  });

  test("its own description", async () => {
    const answer = await world.ask(kind, { path: "/openapi.json" }, { urlOf: "openapi" });
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
    const { openapi, paths } = JSON.parse(answer.text);
    expect(openapi).toMatch(/^3\.1\./);
    expect(Object.keys(paths)).toContain("/v1/credentials/{grant}");
  });

  test("what an SDK takes for its STS", async () => {
    const options = { urlOf: "assume-role-with-web-identity" };
    const headers = [["Content-Type", "application/x-www-form-urlencoded"]] as const;
    const ask = async (token: string) => {
      const RoleArn = "arn:aws:iam::000000000000:role/vend/nightly-report";
      const form = {
        Action: "AssumeRoleWithWebIdentity",
        Version: "2011-06-15",
        RoleArn,
        RoleSessionName: "job",
        WebIdentityToken: token,
      };
      return world.ask(
        kind,
        { method: "POST", path: "/", headers, body: new URLSearchParams(form).toString() },
        options,
      );
    };
    const vended = await ask(await world.issueToken());
    expect(vended).toMatchObject({ status: 200, headers: { "content-type": "text/xml" } });
    expect(vended.text).toMatch(/<AccessKeyId>ASIA[A-Z2-7]{16}<\/AccessKeyId>/);
    const refused = await ask("a.b.c");
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining("<Code>AccessDenied</Code>") });
  });

  test("what no route matches", async () => {
    const token = await world.issueToken();
    const options = { urlOf: "unmatched-route" };
    expect(await world.ask(kind, { path: `${credentials}/`, token }, options)).toMatchObject({
      status: 200,
      text: expect.stringContaining("ASIA"),
    });
    expect(await world.ask(kind, { path: "/v2" }, options)).toMatchObject({
      status: 404,
      text: expect.stringContaining('"NotFound"'),
    });
    expect(await world.ask(kind, { method: "PUT", path: credentials, token }, options)).toMatchObject({
      status: 405,
      text: expect.stringContaining('"MethodNotAllowed"'),
    });
  });
});

test("two at a time are two environments, and one after the other are one", async () => {
  const lambda = world.lambda("vend-credentials");
  await lambda.shutDown();
  const ask = async (team: string) =>
    (await world.ask("HTTP API", { path: credentials, token: await world.issueToken(team) })).status;
  expect(await Promise.all([ask("first"), ask("second")])).toEqual([200, 200]);
  expect(lambda.environments()).toHaveLength(2);
  for (const team of ["third", "fourth", "fifth"]) expect(await ask(team)).toBe(200);
  expect(lambda.environments()).toHaveLength(2);
});
