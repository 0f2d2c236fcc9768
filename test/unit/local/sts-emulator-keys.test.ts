import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  operator,
  type SignedPost,
  type Signing,
  sendPost,
  serviceKeys,
  signPost,
  startTestEmulator,
  wireOutcomeOf,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator;
const nowMs = Date.parse("2026-06-01T12:00:00Z");
let clockMs = nowMs;
beforeAll(async () => {
  emulator = await startTestEmulator(undefined, () => clockMs);
});
afterAll(() => emulator.close());

const mismatch = "SignatureDoesNotMatch 403";
const sign = (signing: Signing = {}) => signPost(emulator, { atMs: nowMs, ...signing });
const send = async (signed: SignedPost) => wireOutcomeOf(await sendPost(emulator, signed));

describe("keys and tokens", () => {
  const invalid = "InvalidClientTokenId 403";

  it("an unknown key is invalid, with any signature", async () => {
    const unknown = { ...operator, accessKeyId: "AKIANOBODY0000000001" };
    expect(await send(await sign({ keys: unknown }))).toEqual({
      outcome: invalid,
      message: "The security token included in the request is invalid.",
    });
  });

  it("a session's key needs its own token", async () => {
    const session = await sessionOfService();
    const other = await sessionOfService();
    const withToken = (sessionToken: string) => ({ ...session, sessionToken });
    const { sessionToken: _, ...without } = session;
    expect((await send(await sign({ keys: session }))).outcome).toBe("ok 200");
    expect((await send(await sign({ keys: without }))).outcome).toBe(invalid);
    expect((await send(await sign({ keys: withToken(other.sessionToken) }))).outcome).toBe(invalid);
    expect((await send(await sign({ keys: withToken(`${session.sessionToken}x`) }))).outcome).toBe(invalid);
  });

  it("a wrong token goes before a wrong signature, and a right one after", async () => {
    const session = { ...(await sessionOfService()), secretAccessKey: "x" };
    expect((await send(await sign({ keys: session }))).outcome).toBe(mismatch);
    expect((await send(await sign({ keys: { ...session, sessionToken: "x" } }))).outcome).toBe(invalid);
  });

  it("a token that is not signed is no token", async () => {
    const session = await sessionOfService();
    const signed = await sign({ keys: session });
    const unlisted = (signed.headers["authorization"] ?? "").replace(";x-amz-security-token", "");
    expect((await send({ ...signed, headers: { ...signed.headers, authorization: unlisted } })).message).toContain(
      "x-amz-security-token",
    );
  });

  it("a long-lived key has no token", async () => {
    expect((await send(await sign({ keys: { ...operator, sessionToken: "abc" } }))).outcome).toBe(invalid);
  });

  it("an expired token is said to be so, before its signature is looked at", async () => {
    const session = await sessionOfService();
    clockMs = nowMs + 3_600_000;
    try {
      const signed = await sign({ keys: { ...session, secretAccessKey: "x" }, atMs: clockMs });
      expect(await send(signed)).toEqual({
        outcome: "ExpiredToken 403",
        message: "The security token included in the request is expired",
      });
    } finally {
      clockMs = nowMs;
    }
  });

  async function sessionOfService() {
    const { accessKeyId, secretAccessKey, sessionToken } = serviceKeys(emulator);
    return { accessKeyId, secretAccessKey, sessionToken };
  }
});
