import { type AttackCase, invalidToken, notGranted, refused, vended } from "../attack-case.ts";
import { nightlyPath, requestCase, tokenCase, visitPath, withToken } from "../calls.ts";
import type { SuiteGroup } from "../run-groups.ts";

const throttled = refused(429, "Throttled");

/** Few enough to be used up, and slow enough to stay so. */
const burst = 10;
export const tightLimits: Readonly<Record<string, string>> = {
  ADDRESS_FAILURE_LIMIT: `${burst}+1/min`,
  SUBJECT_FAILURE_LIMIT: `${burst}+1/min`,
  SUBJECT_SESSION_LIMIT: `${burst}+1/min`,
};

function times(count: number, makeCase: (round: number) => AttackCase): readonly AttackCase[] {
  return Array.from({ length: count }, (_, index) => makeCase(index + 1));
}

/** One after another: each case finds what the ones before have used up. */
export const exhaustLimits: readonly SuiteGroup[] = [
  {
    title: "A subject that is refused again and again",
    cases: [
      ...times(burst, (round) => asking(`refusal ${round}`, "flooder", "/v1/credentials/of-nobody", notGranted)),
      ...times(5, (round) => asking(`refusal ${burst + round}`, "flooder", "/v1/credentials/of-nobody", throttled)),
      asking("what it would get", "flooder", visitPath, throttled),
      asking("the list of its grants", "flooder", "/v1/grants", throttled),
      asking("another subject at the same address", "visitor", visitPath, vended),
      tokenCase(
        "a subject of that name, of another issuer",
        ({ twin }) => twin.issueToken({ claims: { sub: "flooder" } }),
        notGranted,
        "/v1/credentials/of-nobody",
      ),
    ],
  },
  {
    title: "A subject that asks for ever new sessions",
    cases: [
      ...times(burst, (round) => asking(`session ${round}`, "auditor", auditPath(round), vended)),
      ...times(5, (round) => asking(`session ${burst + round}`, "auditor", auditPath(burst + round), throttled)),
      asking("one from the cache", "auditor", auditPath(1), vended),
    ],
  },
  {
    title: "An address that sends bad tokens, in the name of a good subject",
    cases: [
      ...times(burst, (round) => forged(`forgery ${round}`, invalidToken)),
      ...times(5, (round) => forged(`forgery ${burst + round}`, throttled)),
      requestCase("no token at all", throttled, () => ({ target: nightlyPath })),
      tokenCase("an expired token of that subject", ({ token }) => token({ claims: { iat: 1, exp: 2 } }), throttled),
      requestCase("another address, as a header says", throttled, () => ({
        target: nightlyPath,
        headers: [["X-Forwarded-For", "192.0.2.7"]],
      })),
      tokenCase("a good token of that subject, from the same address", ({ token }) => token(), vended),
    ],
  },
];

function auditPath(round: number): string {
  return `/v1/credentials/audit/reporting?duration=${1_800 + round}`;
}

function asking(name: string, sub: string, target: string, answer: AttackCase["answer"]): AttackCase {
  return { name, call: async ({ token }) => withToken(await token({ claims: { sub } }), target), answer };
}

function forged(name: string, answer: AttackCase["answer"]): AttackCase {
  return tokenCase(name, ({ token, stranger }) => token({ key: stranger.keys[0] }), answer);
}
