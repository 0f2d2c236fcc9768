import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { metadataTokens } from "../../../cli/serve/metadata-tokens.ts";
import { peerUser } from "../../../cli/serve/peer-user.ts";
import { httpRequest } from "../../support/http-request.ts";
import { getWorld } from "./get-world.ts";
import { startServe } from "./serve-process.ts";

const tokenPath = "/latest/api/token";
const rolesPath = "/latest/meta-data/iam/security-credentials/";
const ttl = "x-aws-ec2-metadata-token-ttl-seconds";
const tokenHeader = "x-aws-ec2-metadata-token";

async function start() {
  const { env } = await getWorld();
  const served = startServe(["--imds"], env);
  const { AWS_EC2_METADATA_SERVICE_ENDPOINT: url = "", ...others } = await served.variables();
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = "GET") =>
    httpRequest(url + path, { method, headers: Object.entries(headers) });
  const session = async () => (await ask(tokenPath, { [ttl]: "60" }, "PUT")).text;
  return { url, others, ask, session };
}

test("a session token leads to the role's name, and that to credentials", async () => {
  const { url, others, ask, session } = await start();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(others).toEqual({ AWS_EC2_METADATA_V1_DISABLED: "true" });
  const given = await ask(tokenPath, { [ttl]: "21600" }, "PUT");
  expect(given).toMatchObject({ status: 200, text: expect.stringMatching(/^[\w-]{43}$/) });
  expect(given.headers[ttl]).toBe("21600");
  const headers = { [tokenHeader]: await session() };
  expect(await ask(rolesPath, headers)).toMatchObject({ status: 200, text: "vend" });
  expect(await ask(rolesPath.slice(0, -1), headers)).toMatchObject({ status: 200, text: "vend" });
  expect((await ask(`${rolesPath}vend`, headers)).json()).toEqual({
    Code: "Success",
    LastUpdated: expect.any(String),
    Type: "AWS-HMAC",
    AccessKeyId: "key-1",
    SecretAccessKey: "secret-key",
    Token: "session-token",
    Expiration: expect.any(String),
  });
  expect(await ask(`${rolesPath}other`, headers)).toMatchObject({ status: 404 });
  expect(await ask("/latest/meta-data/", headers)).toMatchObject({ status: 404 });
});

describe("nothing is given", () => {
  test.each(["", "x", "0", "-1", "21601", "1e3", " 60"])("for a session of %j seconds", async (seconds) => {
    const { ask } = await start();
    expect(await ask(tokenPath, seconds === "" ? {} : { [ttl]: seconds }, "PUT")).toMatchObject(
      // What surrounds a header's value is not part of it.
      { status: seconds.trim() === "60" ? 200 : 400 },
    );
  });

  test("without a session token, as the first version would, or for one that was made up", async () => {
    const { ask, session } = await start();
    const good = await session();
    for (const headers of [
      {},
      { [tokenHeader]: "" },
      { [tokenHeader]: `${good}x` },
      { [tokenHeader]: "x".repeat(43) },
    ]) {
      for (const path of [rolesPath, `${rolesPath}vend`]) {
        expect(await ask(path, headers)).toMatchObject({ status: 401 });
      }
    }
  });

  test("to who was forwarded, has another host, or another method", async () => {
    const { url, ask, session } = await start();
    const headers = { [tokenHeader]: await session() };
    expect(await ask(tokenPath, { [ttl]: "60", "x-forwarded-for": "10.0.0.1" }, "PUT")).toMatchObject({ status: 403 });
    expect(await ask(`${rolesPath}vend`, { ...headers, "x-forwarded-for": "10.0.0.1" })).toMatchObject({ status: 403 });
    expect(await ask(tokenPath, { [ttl]: "60" }, "POST")).toMatchObject({ status: 405 });
    expect(await ask(`${rolesPath}vend`, headers, "PUT")).toMatchObject({ status: 405 });
    const { port } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.end(`PUT ${tokenPath} HTTP/1.1\r\nHost: attacker.example\r\n${ttl}: 60\r\nConnection: close\r\n\r\n`);
    const [answered] = (await once(socket.setEncoding("utf8"), "data")) as [string];
    expect(answered).toMatch(/^HTTP\/1\.1 403 /);
  });

  const asNobody = { uid: 65_534, gid: 65_534, encoding: "utf8" } as const;
  const canBeOther = process.getuid?.() === 0 && spawnSync("curl", ["--version"], asNobody).status === 0;

  test.skipIf(!canBeOther)("to another user of the machine (skipped but for root, with curl)", async () => {
    const { url } = await start();
    const ask = (how: object) =>
      spawnSync("curl", ["--silent", "--request", "PUT", "--header", `${ttl}: 60`, `${url}${tokenPath}`], {
        encoding: "utf8",
        ...how,
      }).stdout;
    expect(ask({})).toMatch(/^[\w-]{43}$/);
    expect(JSON.parse(ask(asNobody))).toMatchObject({ code: "ForeignUser" });
  });
});

/** From another process, since none of ours may connect to what only looks like loopback. */
const connecting = (host: string, port: number) =>
  spawn(process.execPath, ["--eval", `require("node:net").connect(${port}, "${host}")`], { stdio: "ignore" });

test.skipIf(process.platform !== "linux").each(["127.0.0.1", "::ffff:127.0.0.1"])(
  "whose connection it is, the kernel knows (from %s; skipped where it is not Linux)",
  async (host) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connecting(host, (server.address() as AddressInfo).port);
    onTestFinished(() => {
      client.kill("SIGKILL");
      server.close();
    });
    const [arrived] = (await once(server, "connection")) as [Socket];
    expect(await peerUser(arrived)).toBe(process.getuid?.());
    arrived.destroy();
    expect(await peerUser(arrived)).toBeUndefined();
  },
);

test("a session token ends in time, and makes room for a thousand younger ones", () => {
  let nowMs = 0;
  const tokens = metadataTokens(() => nowMs);
  const first = tokens.issue(60);
  nowMs = 59_999;
  expect(tokens.isGood(first)).toBe(true);
  nowMs = 60_000;
  expect(tokens.isGood(first)).toBe(false);
  const second = tokens.issue(60);
  for (let number = 0; number < 999; number += 1) {
    tokens.issue(60);
  }
  expect(tokens.isGood(second)).toBe(true);
  tokens.issue(60);
  expect(tokens.isGood(second)).toBe(false);
});
