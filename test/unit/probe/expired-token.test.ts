import { expect, test } from "vitest";
import { createExpiredToken } from "../../../shared/probe/expired-token.ts";
import { createTokenIssuer } from "../../support/token-issuer.ts";

test("a token is kept until it is out of its time and of all leeway, and used from then on", async () => {
  let nowMs = 1_800_000_000_000;
  const { issueToken } = await createTokenIssuer({ now: () => nowMs });
  const expired = createExpiredToken(() => nowMs);
  const first = await issueToken();
  expect(expired(first)).toBeUndefined();
  nowMs += 3_660_000;
  expect(expired(await issueToken())).toBeUndefined();
  nowMs += 1_000;
  expect(expired(await issueToken())).toBe(first);
  nowMs += 1_000;
  expect(expired(await issueToken())).toBe(first);
});

test("a token that never ends is never out of its time", async () => {
  const { issueToken } = await createTokenIssuer();
  const expired = createExpiredToken(() => Number.MAX_SAFE_INTEGER);
  expect(expired(await issueToken({ claims: { exp: undefined } }))).toBeUndefined();
});
