import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseAccounts } from "../../../local/sts-emulator/parse-accounts.ts";
import { type StsEmulator, startStsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  assume,
  clientOf,
  failureOf,
  operator,
  outcomeOf,
  startTestEmulator,
  stranger,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator();
});
beforeEach(() => emulator.interfere());
afterAll(() => emulator.close());

const post = (body: string) =>
  fetch(emulator.url, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body });

describe("what goes wrong on purpose", () => {
  const identity = () => clientOf(emulator, operator).send(new GetCallerIdentityCommand({}));

  it("an error instead of the action, for as long as the function says", async () => {
    let left = 2;
    emulator.interfere(() =>
      left-- > 0 ? { error: { code: "Throttling", status: 400, message: "Rate exceeded" } } : undefined,
    );
    expect(await failureOf(identity())).toEqual({ outcome: "Throttling 400", message: "Rate exceeded" });
    expect(await outcomeOf(identity())).toBe("Throttling 400");
    expect(await outcomeOf(identity())).toBe("ok");
  });

  it("a server's error is the receiver's", async () => {
    emulator.interfere(() => ({ error: { code: "InternalFailure", status: 500 } }));
    const text = await (await post("Action=GetCallerIdentity")).text();
    expect(text).toContain("<Type>Receiver</Type>");
  });

  it("one action only", async () => {
    emulator.interfere(({ action }) => (action === "AssumeRole" ? { disconnects: true } : undefined));
    expect(await outcomeOf(identity())).toBe("ok");
    expect(await outcomeOf(assume(emulator, operator))).toMatch(/^(?:Error|ECONNRESET|TimeoutError)/);
    expect(emulator.calls.at(-1)?.outcome).toBe("disconnected");
  });

  it("slowness", async () => {
    emulator.interfere(() => ({ delayMs: 60 }));
    const before = performance.now();
    await identity();
    expect(performance.now() - before).toBeGreaterThan(55);
  });

  it("an answer that is no XML", async () => {
    emulator.interfere(() => ({ body: "<html>" }));
    expect(await outcomeOf(identity())).not.toBe("ok");
  });
});

describe("the record of calls", () => {
  it("has what was asked, by whom, and what came of it", async () => {
    await assume(emulator, operator, { DurationSeconds: 900 });
    await outcomeOf(assume(emulator, stranger));
    const [first, second] = emulator.calls.slice(-2);
    expect(first).toMatchObject({
      action: "AssumeRole",
      outcome: "ok",
      accessKeyId: operator.accessKeyId,
      region: "eu-central-1",
    });
    expect(first?.parameters).toMatchObject({ DurationSeconds: "900", RoleSessionName: "session" });
    expect(second).toMatchObject({ action: "AssumeRole", outcome: "AccessDenied" });
  });

  it("has no secret", async () => {
    await assume(emulator, operator, { ExternalId: "quiet-external-id" });
    const given = await assume(emulator, operator);
    await post("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&WebIdentityToken=quiet-token");
    const written = JSON.stringify(emulator.calls);
    for (const secret of [
      "quiet",
      operator.secretAccessKey,
      given.Credentials?.SecretAccessKey,
      given.Credentials?.SessionToken,
    ]) {
      expect(written).not.toContain(secret);
    }
    expect(written).toContain("(hidden)");
  });

  it("keeps a thousand", async () => {
    emulator.interfere(() => ({ error: { code: "Throttling", status: 400 } }));
    for (let round = 0; round < 21; round++)
      await Promise.all(Array.from({ length: 50 }, () => post("Action=X").then((r) => r.text())));
    expect(emulator.calls).toHaveLength(1000);
  });
});

describe("the server", () => {
  it("listens on loopback, at the port that it was given, and stops", async () => {
    const first = await startTestEmulator();
    await first.close();
    const accounts = parseAccounts("accounts: {}", "a.yaml");
    const second = await startStsEmulator({ accounts, port: first.port });
    expect(second.url).toBe(`http://127.0.0.1:${first.port}`);
    await expect(startStsEmulator({ accounts, port: first.port })).rejects.toThrow("EADDRINUSE");
    await second.close();
    await expect(fetch(second.url)).rejects.toThrow();
  });
});

it("who asks for nothing is shown the service's page, and has made no call", async () => {
  const before = emulator.calls.length;
  const response = await fetch(emulator.url, { redirect: "manual" });
  expect([response.status, response.headers.get("location")]).toEqual([302, "https://aws.amazon.com/iam"]);
  expect(emulator.calls).toHaveLength(before);
});
