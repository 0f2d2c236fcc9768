import { expect } from "vitest";
import { verifyToken } from "../../../shared/authenticate/verify-token.ts";
import type { RefusalCode } from "../../../shared/model/codes.ts";
import type { Issuer } from "../../../shared/model/issuer.ts";
import type { FindKey, KeyHint } from "../../../shared/model/ports.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { createTokenIssuer } from "../../support/token-issuer.ts";

export const nowMs = Date.UTC(2026, 10, 2, 12);
/** Seconds since the epoch. */
export const now = nowMs / 1000;
export const tokens = await createTokenIssuer({ now: () => nowMs });

/** Verifies with the issuer's own key, and says whether a key was asked for. */
export async function verify(token: string, trusted: Partial<Issuer> = {}, findKey?: FindKey) {
  const issuer = tokens.trusted(trusted);
  const hints: KeyHint[] = [];
  const found: FindKey = async (asked, hint) => {
    hints.push(hint);
    return findKey === undefined ? tokens.keys[0].publicKey : findKey(asked, hint);
  };
  const trust = { issuers: new Map([[issuer.issuer, issuer]]), findKey: found, now: () => nowMs };
  const result = await verifyToken(token, trust).then(
    (caller) => ({ caller, error: undefined }),
    (error: unknown) => ({ caller: undefined, error }),
  );
  return { ...result, hints };
}

export async function expectRefusal(token: string, code: RefusalCode, lookups: number, trusted?: Partial<Issuer>) {
  const { caller, error, hints } = await verify(token, trusted);
  expect({ caller, code: (error as Refusal | undefined)?.code, lookups: hints.length }).toEqual({
    caller: undefined,
    code,
    lookups,
  });
  expect(error).toBeInstanceOf(Refusal);
  expect((error as Refusal).message).not.toContain(token.split(".")[1] || "no payload");
}
