import type { AttackCase, ExpectedAnswer } from "../attack-case.ts";
import { vended } from "../attack-case.ts";
import { claimCase, nightlyPath, posted, requestCase, tokenCase, visitPath, withToken } from "../calls.ts";
import { goodParts, negateSignature, nowSeconds } from "../forge-token.ts";
import type { Header } from "../send-wire.ts";

const ok: ExpectedAnswer = { kind: "answered", status: 200 };

const headers = (list: readonly Header[]) => ({ target: nightlyPath, headers: list });

const authorizations: Readonly<Record<string, (token: string) => string>> = {
  "a bare token": (token) => token,
  "bearer in lower case": (token) => `bearer ${token}`,
  "BEARER in upper case": (token) => `BEARER ${token}`,
  "two spaces": (token) => `Bearer  ${token}`,
  "a tab": (token) => `Bearer\t${token}`,
  "a space behind": (token) => `Bearer ${token} `,
};

const requests: readonly AttackCase[] = [
  ...Object.entries(authorizations).map(([what, write]) =>
    requestCase(what, vended, (token) => headers([["Authorization", write(token)]])),
  ),
  requestCase("the header's name in lower case", vended, (token) => headers([["authorization", `Bearer ${token}`]])),
  requestCase("the header's name in upper case, and last", vended, (token) =>
    headers([
      ["X-First", "1"],
      ["AUTHORIZATION", `Bearer ${token}`],
    ]),
  ),
  requestCase("headers that nobody asked for", vended, (token) =>
    withToken(token, nightlyPath, [
      ["X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793"],
      ["Accept", "*/*"],
      ["Accept-Encoding", "gzip"],
      ["X-Empty", ""],
      ["Cookie", "a=b; c=d"],
      ["Cookie", "e=f"],
      ["Origin", "https://page.test"],
      ["Forwarded", "for=192.0.2.1"],
    ]),
  ),
  requestCase("a trailing slash", vended, (token) => withToken(token, `${nightlyPath}/`)),
  requestCase("a trailing slash at the list of grants", ok, (token) => withToken(token, "/v1/grants/")),
  requestCase("no grant named, at /", vended, (token) => withToken(token, "/")),
  requestCase("no grant named, at /v1/credentials", vended, (token) => withToken(token, "/v1/credentials")),
  requestCase("the account named as well", vended, (token) => withToken(token, `${nightlyPath}/reporting`)),
  requestCase("the grant percent-encoded", vended, (token) => withToken(token, "/v1/credentials/%6eightly%2Dreport")),
  requestCase("the path percent-encoded", vended, (token) => withToken(token, "/v1/%63redentials/nightly-report")),
  requestCase("the target in absolute form", vended, (token, { url }) => withToken(token, `${url}${nightlyPath}`)),
  requestCase("an empty query", vended, (token) => withToken(token, `${nightlyPath}?`)),
  requestCase("the shortest duration", vended, (token) => withToken(token, `${nightlyPath}?duration=900`)),
  requestCase("the longest duration", vended, (token) => withToken(token, `${nightlyPath}?duration=3600`)),
  requestCase("a parameter percent-encoded", vended, (token) =>
    withToken(token, "/v1/credentials/dataset?param.dataset=%69nvoices"),
  ),
  requestCase("another host name", vended, (token) => withToken(token, nightlyPath, [["Host", "vend.test"]])),
  requestCase("HTTP/1.0", vended, (token) => ({ ...withToken(token), version: "1.0" })),
  requestCase("a body", vended, (token) => posted(token, '{"grant":"nightly-report"}')),
  requestCase("a body with a character set", vended, (token) =>
    posted(token, '{"grant":"nightly-report"}', "Application/JSON; charset=utf-8"),
  ),
  requestCase("an empty object for a body", vended, (token) => posted(token, "{}")),
  requestCase("a body in chunks", vended, (token) => ({
    ...posted(token, inChunks(['{"gr', 'ant":"nightly-', 'report"}'])),
    headers: [
      ["Authorization", `Bearer ${token}`],
      ["Content-Type", "application/json"],
      ["Transfer-Encoding", "chunked"],
    ],
  })),
  requestCase("white space around a body", vended, (token) => posted(token, ' \r\n\t{ "grant" : "nightly-report" }\n')),
  requestCase("a body of 65,536 bytes", vended, (token) =>
    posted(token, '{"grant":"nightly-report"}'.padEnd(65_536, " ")),
  ),
  requestCase("a grant and account in a body", vended, (token) =>
    posted(token, '{"grant":"nightly-report/reporting"}'),
  ),
];

const times: readonly AttackCase[] = [
  ...(
    [
      [
        "fractions of a second",
        () => ({ iat: nowSeconds() + 0.25, exp: nowSeconds() + 600.75, nbf: nowSeconds() - 0.5 }),
      ],
      ["an exponent", () => ({ exp: Number((nowSeconds() + 600).toExponential()) })],
      ["an expiry 20 s ago, within the tolerance", () => ({ iat: nowSeconds() - 600, exp: nowSeconds() - 20 })],
      ["a start 20 s ahead, within the tolerance", () => ({ iat: nowSeconds() + 20, nbf: nowSeconds() + 20 })],
      ["the longest lifetime", () => ({ iat: nowSeconds(), exp: nowSeconds() + 3_600 })],
      ["the greatest age", () => ({ iat: nowSeconds() - 3_590, exp: nowSeconds() + 5 })],
    ] satisfies [string, () => Record<string, number>][]
  ).map(([what, makeTimes]) => tokenCase(what, ({ token }) => token({ claims: makeTimes() }), vended)),
];

const tokens: readonly AttackCase[] = [
  claimCase("aud in a list", { aud: ["https://vend.test"] }, vended),
  claimCase("aud in a list of many", { aud: ["https://a.test", "", "https://vend.test", "https://b.test"] }, vended),
  claimCase(
    "claims that nobody knows",
    { azp: "x", "https://corp.test/x": { a: [1, null, {}] }, cnf2: 1, "": 0 },
    vended,
  ),
  claimCase("names of the language as claims", { constructor: 1, toString: "x", hasOwnProperty: null }, vended),
  ...["AT+JWT", "application/at+jwt", "Application/At+Jwt"].map((typ) =>
    tokenCase(`typ ${typ}`, ({ token }) => token({ header: { typ } }), vended),
  ),
  ...["JWT", "jwt", "at+jwt", "application/jwt", undefined].map((typ) =>
    tokenCase(
      `typ ${typ ?? "left out"}, where none is asked for`,
      ({ plain }) => plain.issueToken({ header: { typ }, claims: { sub: "visitor" } }),
      vended,
      visitPath,
    ),
  ),
  tokenCase(
    "neither iat nor jti, where neither is asked for",
    ({ plain }) => plain.issueToken({ claims: { sub: "visitor", iat: undefined, jti: undefined } }),
    vended,
    visitPath,
  ),
  tokenCase(
    "no kid, where there is one key",
    ({ plain }) => plain.issueToken({ header: { kid: undefined }, claims: { sub: "visitor" } }),
    vended,
    visitPath,
  ),
  tokenCase(
    "members of the header that are passed over",
    ({ token }) => token({ header: { jku: "https://x.test", x5t: "x", cty: "JWT", "": 1, jwk: {} } }),
    vended,
  ),
  tokenCase("the issuer's second key", ({ corp, token }) => token({ key: corp.keys[1] ?? corp.keys[0] }), vended),
  tokenCase("the other s of the same signature", async ({ token }) => negateSignature(await token()), vended),
  tokenCase(
    "white space and escapes in header and claims",
    ({ corp }) => {
      const { header, claims } = goodParts(corp);
      return corp.signBytes(
        ` ${JSON.stringify(header, undefined, 2)}\n`,
        JSON.stringify(claims, undefined, "\t").replace('"sub"', '"\\u0073ub"').replace("report-", "report\\u002d"),
      );
    },
    vended,
  ),
  tokenCase("a token of 9,000 characters", ({ token }) => token({ claims: { x: "x".repeat(6_400) } }), vended),
  tokenCase(
    "claims in 31 levels",
    ({ corp }) => {
      const { header, claims } = goodParts(corp);
      const deep = `${"[".repeat(31)}${"]".repeat(31)}`;
      return corp.signBytes(JSON.stringify(header), JSON.stringify(claims).replace("{", `{"x":${deep},`));
    },
    vended,
  ),
  ...["RS256", "PS256", "ES384", "ES512", "EdDSA"].map((alg) =>
    tokenCase(
      `a signature by ${alg}`,
      ({ many }) => {
        const key = many.keys.find(({ algorithm }) => algorithm === alg);
        if (key === undefined) throw new Error(`no key for ${alg}`);
        return many.issueToken({ key, claims: { sub: "visitor" } });
      },
      vended,
      visitPath,
    ),
  ),
  tokenCase(
    "RS256 by a key that names no algorithm",
    ({ rsa }) => rsa.issueToken({ claims: { sub: "visitor" } }),
    vended,
    visitPath,
  ),
  tokenCase(
    "the good key beside all the bad ones",
    ({ weak }) => weak.tokens.issueToken({ claims: { sub: "visitor" } }),
    vended,
    visitPath,
  ),
  tokenCase(
    "a key that is fetched",
    ({ remote }) => remote.tokens.issueToken({ claims: { sub: "visitor" } }),
    vended,
    visitPath,
  ),
  {
    name: "a token of the local identity provider",
    call: async ({ localToken }) => withToken(await localToken("intern"), "/v1/grants"),
    answer: ok,
  },
];

/** As identity providers write them. */
const subjects: readonly string[] = [
  "system:serviceaccount:etl:runner",
  "repo:org/app:ref:refs/heads/main",
  "spiffe://corp.test/ns/etl/sa/runner",
  "CN=Runner\\, Etl,OU=Jobs,O=Corp,C=DE",
  "auth0|5f7c8ec7c33c6c004bbafe82",
  "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
  "übung@corp.test",
  "山田太郎",
  "0",
  "a",
  "aws:root",
  "name with spaces",
  "<script>alert(1)</script>",
  "\u0024{jndi:ldap://x}",
  "'; DROP TABLE users; --",
  "__proto__",
  "s".repeat(2_048),
  "line\nfeed",
  "emoji 😀",
  "report-runner-0123456789abcdef0123",
];

/** Legal, if unusual, and so to be taken: a service that refuses these has no users. */
export const acceptUnusual: readonly AttackCase[] = [
  ...requests,
  ...times,
  ...tokens,
  ...subjects.map((sub) =>
    claimCase(`the subject ${JSON.stringify(sub).slice(0, 60)}`, { sub, department: "library" }, vended, "to-names"),
  ),
];

function inChunks(parts: readonly string[]): string {
  return [...parts, ""].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("");
}
