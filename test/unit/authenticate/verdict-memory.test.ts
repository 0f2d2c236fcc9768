import { beforeEach, describe, expect, it } from "vitest";
import { decodeJws } from "../../../shared/authenticate/decode-jws.ts";
import { heldBytes } from "../../../shared/authenticate/held-bytes.ts";
import type { Signers } from "../../../shared/authenticate/prove-signature.ts";
import { tokenDigest } from "../../../shared/authenticate/token-digest.ts";
import { tokenKind } from "../../../shared/authenticate/token-kind.ts";
import { createVerdictMemory, type VerdictMemoryLimits } from "../../../shared/authenticate/verdict-memory.ts";
import { type Trust, verifyToken } from "../../../shared/authenticate/verify-token.ts";
import { Fault } from "../../../shared/model/fault.ts";
import type { FindKey, KeyHint } from "../../../shared/model/ports.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { createTokenIssuer } from "../../support/token-issuer.ts";

const startMs = Date.UTC(2026, 10, 2, 12);
const tokens = await createTokenIssuer({ now: () => startMs });
const stranger = await createTokenIssuer({ issuer: tokens.issuer, now: () => startMs });
const [header, payload] = (await tokens.issueToken()).split(".");
const forged = await stranger.issueToken();
const garbage = "not.a.token";

let nowMs: number;
let lookups: KeyHint[];
let findKey: FindKey;
let signers: Signers;
beforeEach(() => {
  nowMs = startMs;
  lookups = [];
  findKey = async () => tokens.keys[0].publicKey;
  signers = {
    issuers: mapOf(tokens.trusted()),
    findKey: async (issuer, hint) => {
      lookups.push(hint);
      return findKey(issuer, hint);
    },
  };
});

function mapOf(issuer = tokens.trusted()) {
  return new Map([[issuer.issuer, issuer]]);
}

/** Proves by way of a memory, and gives what was found: the claims, or what was thrown. */
function remembering(limits: Partial<VerdictMemoryLimits> = {}) {
  const memory = createVerdictMemory(() => nowMs, limits);
  const prove = (token: string, tokenSha256 = tokenDigest(token)) =>
    memory(tokenSha256)(token, signers).then(
      ({ claims }) => claims,
      (error: unknown) => error,
    );
  return {
    prove,
    /** Whether a verdict on this token is known: then nothing looks at the text that comes with its digest. */
    knows: async (token: string) => {
      const before = await prove(token);
      return (await prove("another text", tokenDigest(token))) === before;
    },
    recalls: async (token: string) => {
      const answer = await prove("another text", tokenDigest(token));
      return !(answer instanceof Refusal && answer.reason.includes("three parts"));
    },
  };
}

describe("a verdict memory", () => {
  it("gives a token that it saw the same frozen claims, and asks for the key again", async () => {
    const { prove, knows } = remembering();
    const token = await tokens.issueToken();
    const claims = await prove(token);
    expect(claims).toMatchObject({ sub: "report-runner" });
    expect(await prove(token)).toBe(claims);
    expect(await knows(token)).toBe(true);
    expect(lookups).toHaveLength(4);
  });

  it("gives a forged one the same refusal, and asks for the key again", async () => {
    const { prove } = remembering();
    const refusal = await prove(forged);
    expect(refusal).toMatchObject({ code: "InvalidToken", reason: expect.stringContaining("signature") });
    expect(await prove(forged)).toBe(refusal);
    expect(await prove("another text", tokenDigest(forged))).toBe(refusal);
    expect(lookups).toHaveLength(3);
  });

  it("gives one that cannot be read, or of an unknown issuer, the same refusal, and asks for no key", async () => {
    const { prove } = remembering();
    const unknown = await tokens.issueToken({ claims: { iss: "https://other.test" } });
    for (const token of [garbage, unknown]) {
      const refusal = await prove(token);
      expect(refusal).toMatchObject({ code: "InvalidToken" });
      expect(await prove("another text", tokenDigest(token))).toBe(refusal);
    }
    expect(lookups).toEqual([]);
  });

  it("takes each text for a token of its own: another encoding is checked anew, and refused", async () => {
    const { prove } = remembering();
    const token = await tokens.issueToken();
    const claims = await prove(token);
    for (const variant of [`${token}=`, `${token}\n`, token.replace(".", ".."), ` ${token}`]) {
      expect(await prove(variant)).toMatchObject({ code: "InvalidToken" });
    }
    expect(await prove(token)).toBe(claims);
  });
});

describe("a verdict memory forgets at once", () => {
  it("what another key was used for", async () => {
    const { prove } = remembering();
    const token = await tokens.issueToken();
    await prove(token);
    await prove(forged);
    findKey = async () => stranger.keys[0].publicKey;
    expect(await prove(token)).toMatchObject({ code: "InvalidToken" });
    expect(await prove(forged)).toMatchObject({ sub: "report-runner" });
  });

  it("what a removed key was used for", async () => {
    const { prove } = remembering();
    const token = await tokens.issueToken();
    await prove(token);
    const removed = new Refusal("InvalidToken", "no such key");
    findKey = () => Promise.reject(removed);
    expect(await prove(token)).toBe(removed);
  });

  it("what an issuer's keys were used for, while they cannot be had", async () => {
    const { prove } = remembering();
    const token = await tokens.issueToken();
    const claims = await prove(token);
    const known = findKey;
    const fault = new Fault("UpstreamUnavailable", "down");
    findKey = () => Promise.reject(fault);
    expect(await prove(token)).toBe(fault);
    findKey = known;
    expect(await prove(token)).toBe(claims);
  });

  it("what an issuer was, that a new map does not have", async () => {
    const { prove } = remembering();
    const token = await tokens.issueToken();
    await prove(token);
    signers = { ...signers, issuers: new Map() };
    expect(await prove(token)).toMatchObject({ reason: expect.stringContaining("issuer is not known") });
  });

  it("that an issuer was not known, where a new map names it", async () => {
    const { prove } = remembering();
    const token = await tokens.issueToken();
    const { issuers } = signers;
    signers = { ...signers, issuers: new Map() };
    expect(await prove(token)).toMatchObject({ code: "InvalidToken" });
    signers = { ...signers, issuers };
    expect(await prove(token)).toMatchObject({ sub: "report-runner" });
  });

  it("what an issuer was before a new map changed it, were it in nothing but its algorithms", async () => {
    const { prove } = remembering();
    const token = await tokens.issueToken();
    await prove(token);
    signers = { ...signers, issuers: mapOf(tokens.trusted({ algorithms: ["RS256"] })) };
    expect(await prove(token)).toMatchObject({ reason: expect.stringContaining("algorithm") });
    signers = { ...signers, issuers: mapOf(tokens.trusted()) };
    expect(await prove(token)).toMatchObject({ sub: "report-runner" });
  });
});

describe("a verdict memory never keeps", () => {
  it("that a key was not found: it may be published at any moment", async () => {
    const { prove } = remembering();
    const known = findKey;
    const token = await tokens.issueToken({ header: { kid: "new" } });
    findKey = () => Promise.reject(new Refusal("InvalidToken", "no such key"));
    expect(await prove(token)).toMatchObject({ reason: "no such key" });
    findKey = known;
    expect(await prove(token)).toMatchObject({ sub: "report-runner" });
  });

  it("a fault: of the key lookup, or of a key that does not fit", async () => {
    const { prove } = remembering();
    const known = findKey;
    const other = await createTokenIssuer({ algorithm: "Ed25519" });
    const token = await tokens.issueToken();
    findKey = () => Promise.reject(new Fault("UpstreamUnavailable", "down"));
    expect(await prove(token)).toMatchObject({ code: "UpstreamUnavailable" });
    findKey = async () => other.keys[0].publicKey;
    expect(await prove(token)).toMatchObject({ code: "Internal" });
    findKey = known;
    expect(await prove(token)).toMatchObject({ sub: "report-runner" });
  });
});

describe("a verdict memory keeps", () => {
  it("a signature until the token expires", async () => {
    const { prove, recalls } = remembering();
    const token = await tokens.issueToken();
    await prove(token);
    nowMs = startMs + 3_600_000 - 1;
    expect(await recalls(token)).toBe(true);
    nowMs += 1;
    expect(await recalls(token)).toBe(false);
  });

  it.each([
    ["has expired", { exp: startMs / 1_000 - 3_600 }],
    ["has no expiry", { exp: undefined }],
    ["has an expiry that is no number", { exp: "never" }],
  ])("that of a token that %s for half a minute", async (_what, claims) => {
    const { prove, recalls } = remembering();
    const token = await tokens.issueToken({ claims });
    await prove(token);
    nowMs = startMs + 29_999;
    expect(await recalls(token)).toBe(true);
    nowMs += 1;
    expect(await recalls(token)).toBe(false);
  });

  it("a refusal for half a minute", async () => {
    const { prove, recalls } = remembering();
    await prove(forged);
    nowMs = startMs + 29_999;
    expect(await recalls(forged)).toBe(true);
    nowMs += 1;
    expect(await recalls(forged)).toBe(false);
  });

  it("a good token through a flood of bad ones", async () => {
    const { prove, recalls } = remembering({ refused: { entries: 2 } });
    const token = await tokens.issueToken();
    await prove(token);
    const flood = Array.from(
      { length: 20 },
      (_, index) => `${header}.${payload}.${Buffer.alloc(64, index + 1).toString("base64url")}`,
    );
    for (const bad of flood) expect(await prove(bad)).toMatchObject({ code: "InvalidToken" });
    expect(await recalls(token)).toBe(true);
    expect(await recalls(flood[19] ?? "")).toBe(true);
    expect(await recalls(flood[17] ?? "")).toBe(false);
  });

  it("as many signatures as its bound says, the long ones counting for more", async () => {
    const { prove, recalls } = remembering({ signed: { entries: 10, bytes: 15_000 } });
    const short = await tokens.issueToken();
    const long = await tokens.issueToken({ claims: { more: "x".repeat(3_000) } });
    await prove(short);
    await prove(long);
    expect([await recalls(short), await recalls(long)]).toEqual([true, true]);
    const other = await tokens.issueToken({ claims: { more: "x".repeat(3_000) } });
    await prove(other);
    expect([await recalls(other), await recalls(short), await recalls(long)]).toEqual([true, false, false]);
  });
});

describe("what an entry counts for", () => {
  it("is what header and claims hold of a signed token, and a kibibyte", async () => {
    const token = await tokens.issueToken({ claims: { groups: [["etl"], []] } });
    const { header: head, payload: claims } = decodeJws(token, tokenKind);
    const bytes = heldBytes(head) + heldBytes(claims) + 1_024;
    for (const [bound, isKept] of [
      [bytes, true],
      [bytes - 1, false],
    ] as const) {
      const { prove, recalls } = remembering({ signed: { entries: 10, bytes: bound } });
      await prove(token);
      expect(await recalls(token)).toBe(isKept);
    }
  });

  it("is four kibibytes for a refusal", async () => {
    for (const [bound, isKept] of [
      [4_096, true],
      [4_095, false],
    ] as const) {
      const { prove, recalls } = remembering({ refused: { entries: 10, bytes: bound } });
      await prove(forged);
      expect(await recalls(forged)).toBe(isKept);
    }
  });
});

describe("verifyToken with a memory", () => {
  it("checks everything but the signature against the clock and the map again, and tells the record as much", async () => {
    const memory = createVerdictMemory(() => nowMs);
    const token = await tokens.issueToken({ claims: { jti: "t-1" } });
    const signed: unknown[] = [];
    const verify = () => {
      const trust: Trust = {
        ...signers,
        now: () => nowMs,
        proveSignature: memory(tokenDigest(token)),
        onSigned: (identity) => signed.push(identity),
      };
      return verifyToken(token, trust).catch((error: unknown) => error);
    };
    expect(await verify()).toMatchObject({ subject: "report-runner" });
    nowMs = startMs + 3_600_000 + 29_999;
    expect(await verify()).toMatchObject({ subject: "report-runner" });
    nowMs += 1;
    expect(await verify()).toMatchObject({ code: "TokenExpired" });
    nowMs = startMs - 30_001;
    expect(await verify()).toMatchObject({ code: "TokenNotYetValid" });
    nowMs = startMs;
    signers = { ...signers, issuers: mapOf(tokens.trusted({ audiences: ["https://other.test"] })) };
    expect(await verify()).toMatchObject({ code: "WrongAudience" });
    expect(signed).toEqual(
      Array.from({ length: 5 }, () => ({ issuer: tokens.issuer, subject: "report-runner", tokenId: "t-1" })),
    );
  });
});
