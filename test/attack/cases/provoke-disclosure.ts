import { createHash } from "node:crypto";
import { type AttackCase, invalidToken, notGranted, refused } from "../attack-case.ts";
import { claimCase, nightlyPath, requestCase, tokenCase, withToken } from "../calls.ts";

const proofRequired = refused(401, "ProofRequired");
const canary = "canary-7f3d9b1e5a";

/** Tokens that are bound to a key, as they come out of a log: without the key. */
export const omitProof: readonly AttackCase[] = [
  { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
  { "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" },
  { jwk: { kty: "EC" } },
  { kid: "x" },
  {},
  null,
  "x",
  [],
].map((cnf) => claimCase(`cnf ${JSON.stringify(cnf)} and no proof`, { cnf }, proofRequired));

/** Where proxies put the certificate that a client showed them: nobody has shown one here. */
const certificateHeaders = [
  "X-Amzn-Mtls-Clientcert",
  "X-Amzn-Mtls-Clientcert-Leaf",
  "X-Client-Cert",
  "X-SSL-Client-Cert",
  "X-Forwarded-Client-Cert",
  "Ssl-Client-Cert",
  "Client-Cert",
  "X-ARR-ClientCert",
];

export const forgeCertificate: readonly AttackCase[] = certificateHeaders.map((name) => ({
  name: `a bound token, and a certificate in ${name}`,
  call: async ({ token }) => {
    const certificate = Buffer.from("a certificate");
    const thumbprint = createHash("sha256").update(certificate).digest("base64url");
    const bound = await token({ claims: { cnf: { "x5t#S256": thumbprint } } });
    return withToken(bound, nightlyPath, [[name, `:${certificate.toString("base64")}:`]]);
  },
  answer: proofRequired,
}));

/** What would come back in the answer, a page's reach, or a log, if anything did. */
export const provokeDisclosure: readonly AttackCase[] = [
  ...(["sub", "team", "groups", "jti", "email", "aud"] as const).map((claim) =>
    claimCase(
      `a canary in ${claim}`,
      claim === "sub" || claim === "team" || claim === "groups"
        ? { [claim]: `${canary}!` }
        : { [claim]: canary, groups: [] },
      claim === "aud" ? refused(401, "WrongAudience") : notGranted,
    ),
  ),
  tokenCase("a canary in kid", ({ token }) => token({ header: { kid: canary } }), invalidToken),
  tokenCase("a canary in alg", ({ token }) => token({ header: { alg: canary } }), invalidToken),
  tokenCase("a canary in typ", ({ token }) => token({ header: { typ: canary } }), refused(401, "WrongTokenType")),
  tokenCase("a canary in iss", ({ token }) => token({ claims: { iss: canary } }), invalidToken),
  requestCase("a canary in the grant", notGranted, (token) => withToken(token, `/v1/credentials/${canary}`)),
  requestCase("a canary in the account", notGranted, (token) =>
    withToken(token, `/v1/credentials/nightly-report/${canary}`),
  ),
  requestCase("a canary in a query parameter", refused(400, "InvalidRequest"), (token) =>
    withToken(token, `${nightlyPath}?${canary}=${canary}`),
  ),
  requestCase("a canary in a path", refused(404, "NotFound"), (token) => withToken(token, `/${canary}`)),
  ...[
    ["Accept", `text/${canary}`],
    ["Accept-Language", canary],
    ["X-Request-Id", canary],
    ["X-Correlation-Id", canary],
    ["X-Amzn-Trace-Id", `Root=${canary}`],
    ["User-Agent", canary],
    ["Referer", `https://${canary}.test`],
    ["Host", `${canary}.test`],
    ["X-Forwarded-Host", `${canary}.test`],
    ["Origin", `https://${canary}.test`],
    ["Cookie", `session=${canary}`],
  ].map(([name = "", value = ""]) =>
    requestCase(`a canary in ${name}`, refused(403, "NotGranted"), (token) =>
      withToken(token, "/v1/credentials/of-nobody", [[name, value]]),
    ),
  ),
  ...["GET", "POST", "DELETE"].map((method) =>
    requestCase(`a web page's preflight for ${method}`, refused(405, "MethodNotAllowed"), () => ({
      method: "OPTIONS",
      target: nightlyPath,
      headers: [
        ["Origin", "https://evil.test"],
        ["Access-Control-Request-Method", method],
        ["Access-Control-Request-Headers", "authorization"],
      ],
    })),
  ),
  requestCase("a web page's own request", notGranted, (token) =>
    withToken(token, "/v1/credentials/of-nobody", [
      ["Origin", "https://evil.test"],
      ["Sec-Fetch-Mode", "cors"],
    ]),
  ),
  ...["text/html", "application/xml", "*/*;q=0", "application/problem+json", '"', "a".repeat(2_000)].map((accept) =>
    requestCase(`Accept: ${accept.slice(0, 40)}`, notGranted, (token) =>
      withToken(token, "/v1/credentials/of-nobody", [["Accept", accept]]),
    ),
  ),
  ...[
    ["If-None-Match", "*"],
    ["Range", "bytes=0-10"],
    ["Accept-Encoding", "gzip, br"],
    ["Upgrade", "h2c"],
  ].map(([name = "", value = ""]) =>
    requestCase(`${name}: ${value}`, notGranted, (token) =>
      withToken(token, "/v1/credentials/of-nobody", [[name, value]]),
    ),
  ),
];
