import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { lookAhead } from "../../../cli/serve/look-ahead.ts";
import { refuseStranger } from "../../../cli/serve/refuse-stranger.ts";
import { type Answer, httpRequest } from "../../support/http-request.ts";
import { answer } from "../clients/node/scripted-service.ts";
import { getWorld, numbered } from "./get-world.ts";
import { runVend } from "./run-vend.ts";
import { startServe } from "./serve-process.ts";

const refused = answer(403, { code: "NotGranted", message: "No such grant for this caller", requestId: "r-1" });

/** An endpoint of which the service is known, and where it is. */
async function start(args: readonly string[] = [], steps: Parameters<typeof getWorld>[0] = [numbered()]) {
  const world = await getWorld(steps);
  const served = startServe(args, world.env);
  const variables = await served.variables();
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri = "", AWS_CONTAINER_AUTHORIZATION_TOKEN: token = "" } = variables;
  return { ...world, ...served, variables, uri, token };
}

const get = (url: string, headers: Readonly<Record<string, string>>, method = "GET"): Promise<Answer> =>
  httpRequest(url, { method, headers: Object.entries(headers) });

/** An error as SDKs read it. */
function problem(status: number, code: string) {
  return {
    status,
    headers: expect.objectContaining({ "content-type": "application/json", "cache-control": "no-store" }),
    text: expect.stringMatching(
      new RegExp(`^\\{"code":"${code}","message":"[^"]+","Code":"${code}","Message":"[^"]+"\\}$`),
    ),
  };
}

/** A request with the very bytes of its head. */
async function send(uri: string, head: string): Promise<string> {
  const { port } = new URL(uri);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.end(`${head}\r\nConnection: close\r\n\r\n`);
  return await text(socket);
}

describe("credentials for the container provider", () => {
  test("are given to who has the token, from memory", async () => {
    const { uri, token, service } = await start();
    expect(uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/credentials$/);
    expect(token).toMatch(/^[\w-]{43}$/);
    const first = await get(uri, { authorization: token });
    expect(first).toMatchObject({ status: 200 });
    expect(first.headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store" });
    expect(first.json()).toEqual({
      Code: "Success",
      AccessKeyId: "key-1",
      SecretAccessKey: "secret-key",
      Token: "session-token",
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      RoleArn: "arn:aws:iam::111122223333:role/report-reader",
    });
    await Promise.all(Array.from({ length: 20 }, () => get(uri, { authorization: token })));
    expect(service.arrived).toHaveLength(1);
  });

  test.each<[string, (token: string) => Record<string, string>]>([
    ["no token", () => ({})],
    ["an empty one", () => ({ authorization: "" })],
    ["another", () => ({ authorization: "x".repeat(43) })],
    ["the beginning of it", (token) => ({ authorization: token.slice(0, -1) })],
    ["one more character", (token) => ({ authorization: `${token}x` })],
  ])("are not given for %s", async (_, headers) => {
    const { uri, token } = await start();
    expect(await get(uri, headers(token))).toMatchObject(problem(401, "WrongToken"));
  });

  test.each(["vend.attacker.example", "127.0.0.1", "127.0.0.1:1", "localhost.attacker.example:80", "[::1]:80", ""])(
    "are not given to who asks for the host %s: its name was pointed here",
    async (host) => {
      const { uri, token } = await start();
      const answered = await send(uri, `GET /credentials HTTP/1.1\r\nAuthorization: ${token}\r\nHost: ${host}`);
      expect(answered).toMatch(/^HTTP\/1\.1 403 .*"code":"ForeignHost"/s);
      expect(answered).not.toContain("key-1");
    },
  );

  test("are given under the name of localhost, and to no request without a host", async () => {
    const { uri, token } = await start();
    const head = `GET /credentials HTTP/1.1\r\nAuthorization: ${token}`;
    expect(await send(uri, `${head}\r\nHost: localhost:${new URL(uri).port}`)).toContain("key-1");
    expect(await send(uri, head)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await send(uri, head.replace("1.1", "1.0"))).toMatch(/^HTTP\/1\.1 403 /);
  });

  test.each(["origin", "referer", "sec-fetch-site", "x-forwarded-for", "forwarded", "via"])(
    "are not given to a browser or a proxy (%s), token or not",
    async (name) => {
      const { uri, token } = await start();
      expect(await get(uri, { authorization: token, [name]: "x" })).toMatchObject(problem(403, "ForeignRequest"));
    },
  );

  test.each(["POST", "PUT", "HEAD", "DELETE", "OPTIONS"])("are not given to %s", async (method) => {
    const { uri, token } = await start();
    const { status, headers } = await get(uri, { authorization: token }, method);
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "GET" });
  });

  test("are nowhere else", async () => {
    const { uri, token } = await start();
    for (const path of ["/", "/credentials/", "/credentials?a=b", "/latest/api/token"]) {
      expect(await get(new URL(path, uri).href, { authorization: token })).toMatchObject(problem(404, "NotFound"));
    }
  });

  test.each(["127.0.0.2", "::1"])("are given on 127.0.0.1 only, not on %s", async (address) => {
    const { uri } = await start();
    const socket = connect(Number(new URL(uri).port), address);
    await expect(once(socket, "connect")).rejects.toThrow(/ECONNREFUSED|EADDRNOTAVAIL/);
  });
});

// Port 80 itself is not to be had in most places.
test.each<[string | undefined, number, boolean]>([
  ["127.0.0.1", 80, true],
  ["localhost", 80, true],
  ["127.0.0.1:80", 80, true],
  ["localhost:80", 80, true],
  ["127.0.0.1:8080", 80, false],
  ["vend.attacker.example", 80, false],
  ["", 80, false],
  [undefined, 80, false],
  ["localhost", 8080, false],
  ["127.0.0.1:8080", 8080, true],
])("the host %s is one of port %i: %s", (host, port, isOwn) => {
  const refusal = refuseStranger(host === undefined ? {} : { host }, port);
  expect(refusal?.status).toBe(isOwn ? undefined : 403);
});

describe("when they are due", () => {
  test("the old ones are given at once while the new ones come", async () => {
    const world = await getWorld([numbered()]);
    const served = startServe([], { ...world.env, VEND_REFRESH_AHEAD_SECONDS: "3600" });
    const variables = await served.variables();
    const ask = async () =>
      (
        await get(variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] ?? "", {
          authorization: variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] ?? "",
        })
      ).json()["AccessKeyId"];
    expect(await ask()).toBe("key-1");
    await expect.poll(ask).not.toBe("key-1");
  });

  test("and cannot be had, the old ones stay, with a note; at their end the reason is told as SDKs read it", async () => {
    const world = await getWorld([numbered(2_500), refused]);
    const served = startServe([], { ...world.env, VEND_REFRESH_AHEAD_SECONDS: "3600" });
    const variables = await served.variables();
    const ask = () =>
      get(variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] ?? "", {
        authorization: variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] ?? "",
      });
    expect((await ask()).status).toBe(200);
    expect(served.error()).toMatch(
      /^note: No AWS credentials from .* 403 NotGranted: .*; going on with those at hand\n$/,
    );
    await expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(403);
    expect((await ask()).json()).toMatchObject({
      code: "NotGranted",
      message: expect.stringMatching(/^No AWS credentials from .*: 403 NotGranted: No such grant for this caller/),
    });
  });
});

test("it is looked after them, though nobody asks", async () => {
  let looked = 0;
  const stop = lookAhead(async () => {
    looked += 1;
    throw new Error("a failure of one time is no reason to stop");
  }, 5);
  await expect.poll(() => looked).toBeGreaterThan(2);
  stop();
  const before = looked;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(looked).toBe(before);
});

test("another process has another token, and may have a port of its own choice", async () => {
  const first = await start();
  const second = await start();
  expect(second.token).not.toBe(first.token);
  const { port } = new URL(first.uri);
  const third = startServe(["--port", port], first.env);
  expect(await third.ended).toBe(2);
  expect(third.error()).toContain(`error: port ${port} cannot be used: EADDRINUSE`);
});

test("stops when it is told to, and gives the port back", async () => {
  const { child, ended, uri } = await start();
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  await expect(httpRequest(uri)).rejects.toThrow("ECONNREFUSED");
});

test.each([
  ["a refusal", [refused] as const, 1, /^error: No AWS credentials from .* 403 NotGranted: /],
  [
    "an answer that is none",
    [answer(400, {})] as const,
    1,
    /^error: No AWS credentials from .* 400 without a reason\n$/,
  ],
])("does not start with %s", async (_, steps, exitCode, sentence) => {
  const world = await getWorld(steps);
  const run = await runVend(["serve"], { env: world.env });
  expect(run).toMatchObject({ exitCode, out: "", error: expect.stringMatching(sentence) });
});

test.each([
  ["a port that is none", ["serve", "--port", "65536"], "Write a number from 0 to 65535."],
  ["no command behind the dashes", ["serve", "--"], "say a command behind --"],
  ["another host", ["serve", "--host", "0.0.0.0"], "unknown option '--host'"],
])("does not start with %s", async (_, args, sentence) => {
  const { env } = await getWorld();
  expect(await runVend(args, { env })).toMatchObject({
    exitCode: 2,
    out: "",
    error: expect.stringContaining(sentence),
  });
});
