import { type AttackCase, notGranted, refused } from "../attack-case.ts";
import { externalIds } from "../attack-map.ts";
import { claimCase, nightlyPath, posted, requestCase, tokenCase, withToken } from "../calls.ts";
import { nowSeconds } from "../forge-token.ts";

const auditPath = "/v1/credentials/audit";

/** A key of hardware is asked for, used a quarter of an hour ago at most. */
const signIns: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "of which nothing is said": {},
  "of no time": { amr: ["hwk"] },
  "of an hour ago": { amr: ["hwk"], auth_time: nowSeconds() - 3_600 },
  "of a time in a text": { amr: ["hwk"], auth_time: String(nowSeconds()) },
  "of an hour from now": { amr: ["hwk"], auth_time: nowSeconds() + 3_600 },
  "by a text": { amr: "hwk", auth_time: nowSeconds() },
  "by a password": { amr: ["pwd"], auth_time: nowSeconds() },
  "by a list in a list": { amr: [["hwk"]], auth_time: nowSeconds() },
};

/** What is somebody else's: grants, accounts, roles, sessions. */
export const confuseDeputy: readonly AttackCase[] = [
  ...[
    ["a grant that is somebody else's", "of-somebody-else"],
    ["a grant of another issuer", "of-the-twin"],
    ["a grant that is not there", "of-nobody"],
    ["a grant in shadow", "in-shadow"],
    ["a grant by the name of its role", "attack-reader"],
    ["a grant by its role's ARN", encodeURIComponent("arn:aws:iam::111122223333:role|attack-reader")],
    ["a grant by an account's number", "111122223333"],
  ].map(([what = "", grant = ""]) =>
    requestCase(what, notGranted, (token) => withToken(token, `/v1/credentials/${grant}`)),
  ),
  ...["of-somebody-else", "of-nobody"].map((grant) =>
    requestCase(`${grant} in a body`, notGranted, (token) => posted(token, JSON.stringify({ grant }))),
  ),
  ...["archive", "mistyped", "444455556666", "reporting", "x"].map((account) =>
    requestCase(`an account that the grant is not for: ${account}`, notGranted, (token) =>
      withToken(token, `/v1/credentials/nightly-report/${account === "reporting" ? "Reporting" : account}`),
    ),
  ),
  ...["mistyped", "111122223333", "prod"].map((account) =>
    tokenCase(
      `an account beyond those of the grant: ${account}`,
      ({ token }) => token({ claims: { sub: "auditor" } }),
      notGranted,
      `${auditPath}/${account}`,
    ),
  ),
  tokenCase(
    "several accounts, and none named",
    ({ token }) => token({ claims: { sub: "auditor" } }),
    refused(400, "GrantRequired"),
    auditPath,
  ),
  tokenCase(
    "the subject of another issuer",
    ({ twin }) => twin.issueToken({ claims: { groups: ["etl"], team: "etl-core" } }),
    notGranted,
    nightlyPath,
  ),
  tokenCase(
    "the local identity provider's caller, asking for corp's",
    ({ localToken }) => localToken("report-runner"),
    notGranted,
    nightlyPath,
  ),
  claimCase("a claim that names another issuer", { sub: "somebody-else", issuer: "twin" }, notGranted),
  {
    ...requestCase("a role that expects another external ID", refused(403, "RoleRefused"), (token) =>
      withToken(token, "/v1/credentials/wrong-external-id"),
    ),
    asksSts: true,
  },
  {
    ...requestCase("the right external ID in a header", refused(403, "RoleRefused"), (token) =>
      withToken(token, "/v1/credentials/wrong-external-id", [["X-External-Id", externalIds.reporting]]),
    ),
    asksSts: true,
  },
  claimCase("a leaver", { sub: "leaver" }, refused(403, "Revoked")),
  claimCase(
    "a leaver with all claims of the runner",
    { sub: "leaver", groups: ["etl"] },
    refused(403, "Revoked"),
    "dataset",
  ),
  ...Object.entries(signIns).map(([what, claims]) =>
    claimCase(`a sign-in ${what}`, claims, refused(403, "ConditionNotMet"), "after-sign-in"),
  ),
];

/** A session is in the cache, and somebody comes who must not get it. */
export const stealSession: readonly AttackCase[] = [
  ...[
    ["who is expired", { iat: nowSeconds() - 1_000, exp: nowSeconds() - 100 }, refused(401, "TokenExpired")],
    ["who comes from another audience", { aud: "https://other.test" }, refused(401, "WrongAudience")],
    ["whose group is gone", { groups: ["staff"] }, notGranted],
    ["whose team has no name", { team: undefined }, notGranted],
    ["who is on the deny list", { sub: "leaver" }, refused(403, "Revoked")],
  ].map(([what, claims, answer]) =>
    claimCase(
      `the runner's session, for one ${String(what)}`,
      claims as object as Record<string, unknown>,
      answer as typeof notGranted,
    ),
  ),
];
