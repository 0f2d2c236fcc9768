import fc from "fast-check";
import { expect, test } from "vitest";
import { tokenDigest } from "../../shared/authenticate/token-digest.ts";
import { createVerdictMemory } from "../../shared/authenticate/verdict-memory.ts";
import { type Trust, verifyToken } from "../../shared/authenticate/verify-token.ts";
import { Fault } from "../../shared/model/fault.ts";
import type { Issuer } from "../../shared/model/issuer.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { createTokenIssuer, makeKey, type SigningKey } from "../support/token-issuer.ts";

const startMs = Date.UTC(2026, 10, 2, 12);
const startSeconds = startMs / 1_000;
const tokens = await createTokenIssuer({ now: () => startMs });
const [one] = tokens.keys;
const two = await makeKey("key-2", "ES256");
/** As dangerous as it gets: the name of the first key, and another key. */
const usurper = await makeKey("key-1", "ES256");

const good = await tokens.issueToken();
const texts = [
  good,
  `${good}=`,
  await tokens.issueToken({ key: two }),
  await tokens.issueToken({ key: usurper }),
  await tokens.issueToken({ header: { kid: undefined } }),
  await tokens.issueToken({ claims: { exp: startSeconds + 40 } }),
  await tokens.issueToken({ claims: { nbf: startSeconds + 40 } }),
  await tokens.issueToken({ claims: { exp: undefined } }),
  await tokens.issueToken({ claims: { aud: "https://other.test" } }),
  await tokens.issueToken({ claims: { iss: "https://other.test" } }),
  await tokens.issueToken({ header: { crit: ["exp"] } }),
  "not.a.token",
];

const keySets: readonly (readonly SigningKey[] | "unavailable")[] = [
  [one],
  [one, two],
  [two],
  [usurper],
  [],
  "unavailable",
];
const maps: readonly (() => Map<string, Issuer>)[] = [
  () => mapOf({}),
  () => mapOf({ audiences: ["https://other.test"] }),
  () => mapOf({ algorithms: ["RS256"] }),
  () => mapOf({ maxTokenAgeSeconds: 60 }),
  () => mapOf({ issuer: "https://other.test" }),
  () => new Map(),
];

function mapOf(changes: Partial<Issuer>) {
  const issuer = tokens.trusted(changes);
  return new Map([[issuer.issuer, issuer]]);
}

type Step =
  | { readonly ask: number }
  | { readonly moveMs: number }
  | { readonly publish: number }
  | { readonly load: number };

const steps = fc.array(
  fc.oneof<fc.WeightedArbitrary<Step>[]>(
    { weight: 8, arbitrary: fc.record({ ask: fc.nat(texts.length - 1) }) },
    { weight: 1, arbitrary: fc.record({ moveMs: fc.integer({ min: -90_000, max: 90_000 }) }) },
    { weight: 1, arbitrary: fc.record({ publish: fc.nat(keySets.length - 1) }) },
    { weight: 1, arbitrary: fc.record({ load: fc.nat(maps.length - 1) }) },
  ),
  { minLength: 5, maxLength: 40 },
);

/** All that anybody learns of a verdict: the caller, or code and reason, and what the audit record was told. */
async function verdictOn(token: string, trust: Trust): Promise<unknown> {
  const signed: unknown[] = [];
  const outcome = await verifyToken(token, { ...trust, onSigned: (identity) => signed.push(identity) }).catch(
    (error: unknown) => {
      if (error instanceof Refusal || error instanceof Fault) return { code: error.code, reason: error.reason };
      throw error;
    },
  );
  return { outcome, signed };
}

test("with and without a memory, every verdict is the same, whatever clock, keys and map do", async () => {
  let asked = 0;
  let remembered = 0;
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (sequence, entries) => {
      let nowMs = startMs;
      let published = keySets[0] ?? [];
      let issuers = mapOf({});
      const memory = createVerdictMemory(() => nowMs, { signed: { entries }, refused: { entries } });
      const found = new Set<unknown>();
      const trust = (): Trust => ({
        issuers,
        now: () => nowMs,
        findKey: async (_issuer, { keyId }) => {
          if (published === "unavailable") throw new Fault("UpstreamUnavailable", "down");
          const [key, ...more] = published.filter((candidate) => keyId === undefined || candidate.keyId === keyId);
          if (key === undefined || more.length > 0) throw new Refusal("InvalidToken", "no such key");
          return key.publicKey;
        },
      });
      for (const step of sequence) {
        if ("moveMs" in step) nowMs += step.moveMs;
        else if ("publish" in step) published = keySets[step.publish] ?? [];
        else if ("load" in step) issuers = maps[step.load]?.() ?? issuers;
        else {
          const text = texts[step.ask] ?? "";
          const prove = memory(tokenDigest(text));
          const watched: Trust["proveSignature"] = async (token, signers) => {
            const signed = await prove(token, signers);
            asked += 1;
            if (found.has(signed)) remembered += 1;
            found.add(signed);
            return signed;
          };
          expect(await verdictOn(text, { ...trust(), proveSignature: watched })).toEqual(
            await verdictOn(text, trust()),
          );
        }
      }
    }),
    { numRuns: 150 },
  );
  // Or this would have compared nothing with nothing.
  expect(remembered).toBeGreaterThan(asked / 20);
});
