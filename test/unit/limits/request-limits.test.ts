import { beforeEach, describe, expect, it } from "vitest";
import { createRequestLimits, type RequestLimits } from "../../../shared/limits/request-limits.ts";
import type { Caller } from "../../../shared/model/caller.ts";
import { codes, type RefusalCode } from "../../../shared/model/codes.ts";
import { Fault } from "../../../shared/model/fault.ts";
import type { AuditRecord, Trail } from "../../../shared/model/ports.ts";
import { Refusal } from "../../../shared/model/refusal.ts";

let nowMs: number;
let limits: RequestLimits;
let learned: Partial<AuditRecord>[];
const trail: Trail = { learn: (facts) => learned.push(facts), step: async (_name, work) => work() };

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 2);
  learned = [];
  limits = createRequestLimits(
    {
      addressFailures: { burst: 3, perMinute: 30 },
      subjectFailures: { burst: 3, perMinute: 12 },
      subjectSessions: { burst: 2, perMinute: 6 },
    },
    () => nowMs,
  );
});

const caller = (subject: string, issuer = "https://idp.test") => ({ issuer, subject }) as Caller;
const refuse = (code: RefusalCode) => () => Promise.reject(new Refusal(code, "because"));
const succeed = async () => "served";

/** What came of it: the value, or code and seconds to wait. */
async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  return work().catch((error: unknown) => {
    if (!(error instanceof Refusal || error instanceof Fault)) throw error;
    return error.code === "Throttled" ? `Throttled ${error.retryAfterSeconds}` : error.code;
  });
}

const from = (attempt: () => Promise<unknown>, address: string | undefined = "203.0.113.9") =>
  outcome(() => limits.ofAddress(address, trail, attempt));
const of = (request: () => Promise<unknown>, subject: Caller = caller("one")) =>
  outcome(() => limits.ofSubject(subject, trail, request));
const mint = async (subject: Caller = caller("one")) => outcome(async () => limits.admitSession(subject, trail));

async function times(count: number, work: () => Promise<unknown>): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for (let round = 0; round < count; round += 1) outcomes.push(await work());
  return outcomes;
}

/** All that 401 is answered for, and all that 400 and 403 are. */
const of401 = (Object.keys(codes) as RefusalCode[]).filter((code) => codes[code].status === 401);
const of400 = (Object.keys(codes) as RefusalCode[]).filter((code) => [400, 403].includes(codes[code].status));

describe("an address", () => {
  it("sees why it fails as often as its allowance says, and is then told to wait", async () => {
    expect(await times(5, () => from(refuse("InvalidToken")))).toEqual([
      "InvalidToken",
      "InvalidToken",
      "InvalidToken",
      "Throttled 2",
      "Throttled 2",
    ]);
    expect(learned).toEqual([{ limit: "address" }, { limit: "address" }]);
  });

  it("tells a nonce as often as it is needed: all else of such an attempt held", async () => {
    const tellNonce = () => Promise.reject(new Refusal("InvalidProof", "no nonce", { nonce: "n" }));
    expect(await times(5, () => from(tellNonce))).toEqual(Array.from({ length: 5 }, () => "InvalidProof"));
    expect((await times(4, () => from(refuse("InvalidProof")))).at(-1)).toMatch(/^Throttled/);
    expect(await from(tellNonce)).toBe("InvalidProof");
  });

  it("may fail once more after that time, and not before", async () => {
    await times(3, () => from(refuse("InvalidToken")));
    nowMs += 1_999;
    expect(await from(refuse("InvalidToken"))).toMatch(/^Throttled/);
    nowMs += 1;
    expect(await times(2, () => from(refuse("InvalidToken")))).toEqual(["InvalidToken", "Throttled 2"]);
  });

  it("is served for a good token all the same, however many bad ones came from it", async () => {
    await times(100, () => from(refuse("InvalidToken")));
    expect(await from(succeed)).toBe("served");
    expect(await from(refuse("NotGranted"))).toBe("NotGranted");
  });

  it("keeps the truth in the record, and tells the caller nothing", async () => {
    await times(3, () => from(refuse("InvalidToken")));
    const error = await limits
      .ofAddress("2001:db8::1", trail, succeed)
      .then(() => limits.ofAddress("203.0.113.9", trail, refuse("TokenExpired")).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({
      code: "Throttled",
      reason: "too many failed attempts from 203.0.113.9; this one: TokenExpired: because",
      publicDetail: undefined,
    });
  });

  it.each(of401)("is counted for %s", async (code) => {
    expect((await times(4, () => from(refuse(code)))).at(-1)).toMatch(/^Throttled/);
  });

  it.each([...of400, "NotFound", "MethodNotAllowed", "PayloadTooLarge"] as const)(
    "is not counted for %s",
    async (code) => {
      expect(new Set(await times(10, () => from(refuse(code))))).toEqual(new Set([code]));
    },
  );

  it("is not counted for faults, successes, and what nobody foresaw", async () => {
    expect(await times(10, () => from(succeed))).not.toContain("Throttled");
    await times(10, () => from(() => Promise.reject(new Fault("UpstreamUnavailable", "down"))));
    const bug = new TypeError("a bug");
    await expect(limits.ofAddress("203.0.113.9", trail, () => Promise.reject(bug))).rejects.toBe(bug);
    expect(await from(refuse("InvalidToken"))).toBe("InvalidToken");
  });

  it("has nothing to do with another, but with its neighbours in a /64", async () => {
    await times(4, () => from(refuse("InvalidToken"), "2001:db8::1"));
    expect(await from(refuse("InvalidToken"), "203.0.113.10")).toBe("InvalidToken");
    expect(await from(refuse("InvalidToken"), "2001:db8:0:1::1")).toBe("InvalidToken");
    expect(await from(refuse("InvalidToken"), "2001:db8::ffff")).toMatch(/^Throttled/);
  });

  it("that is unknown has an allowance too", async () => {
    const unknown = () => outcome(() => limits.ofAddress(undefined, trail, refuse("InvalidToken")));
    expect((await times(4, unknown)).at(-1)).toMatch(/^Throttled/);
  });
});

describe("a subject", () => {
  it("sees why it is refused as often as its allowance says; then nothing more is done for it", async () => {
    expect(await times(3, () => of(refuse("NotGranted")))).toEqual(["NotGranted", "NotGranted", "NotGranted"]);
    const done: string[] = [];
    expect(await of(async () => done.push("authorized"))).toBe("Throttled 5");
    expect(done).toEqual([]);
    expect(learned).toEqual([{ limit: "subject" }]);
  });

  it("may ask once more after that time, and not before, and waiting requests do not make it longer", async () => {
    await times(3, () => of(refuse("NotGranted")));
    nowMs += 4_999;
    expect(new Set(await times(10, () => of(succeed)))).toEqual(new Set([expect.stringMatching(/^Throttled/)]));
    nowMs += 1;
    expect(await of(succeed)).toBe("served");
    expect(await of(refuse("NotGranted"))).toBe("NotGranted");
    expect(await of(succeed)).toBe("Throttled 5");
  });

  it.each(of400)("is counted for %s", async (code) => {
    await times(3, () => of(refuse(code)));
    expect(await of(succeed)).toMatch(/^Throttled/);
  });

  it.each([...of401, "Throttled"] as const)("is not counted for %s, which may be another's doing", async (code) => {
    await times(10, () => of(refuse(code)));
    expect(await of(succeed)).toBe("served");
  });

  it("earns nothing by success", async () => {
    await times(2, () => of(refuse("NotGranted")));
    await times(100, () => of(succeed));
    expect(await of(refuse("NotGranted"))).toBe("NotGranted");
    expect(await of(succeed)).toMatch(/^Throttled/);
  });

  it("is not counted for faults", async () => {
    await times(10, () => of(() => Promise.reject(new Fault("UpstreamUnavailable", "down"))));
    expect(await of(succeed)).toBe("served");
  });

  it.each([
    ["another subject", caller("two")],
    ["one of the same name at another issuer", caller("one", "https://other.test")],
    ["one whose name is made to look like it", caller('","one', "https://idp.test")],
  ])("does not touch %s", async (_what, other) => {
    await times(10, () => of(refuse("RoleRefused")));
    expect(await of(succeed, other)).toBe("served");
  });
});

describe("new sessions", () => {
  it("are as many as the allowance says, for each subject", async () => {
    expect(await times(3, mint)).toEqual([undefined, undefined, "Throttled 10"]);
    expect(await mint(caller("two"))).toBeUndefined();
    expect(learned).toEqual([{ limit: "sessions" }]);
    nowMs += 10_000;
    expect(await times(2, mint)).toEqual([undefined, "Throttled 10"]);
  });

  it("have an allowance of their own", async () => {
    await times(3, mint);
    expect(await of(succeed)).toBe("served");
  });
});

describe("a clock that is set back", () => {
  it("keeps nobody waiting for longer", async () => {
    await times(3, () => of(refuse("NotGranted")));
    nowMs -= 3_600_000;
    expect(await of(succeed)).toBe("Throttled 5");
    nowMs += 5_000;
    expect(await of(succeed)).toBe("served");
  });
});
