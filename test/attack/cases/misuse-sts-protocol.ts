import type { AttackCase, ExpectedAnswer } from "../attack-case.ts";
import { requestCase } from "../calls.ts";
import type { Header, WireCall } from "../send-wire.ts";
import { confuseAlgorithm } from "./confuse-algorithm.ts";
import { injectKey } from "./inject-key.ts";
import { crossIssuers, missIssuer } from "./misuse-issuer.ts";
import { omitSignature } from "./omit-signature.ts";

const roleArn = "arn:aws:iam::000000000000:role/vend/nightly-report";
const form: Header = ["Content-Type", "application/x-www-form-urlencoded"];

function stsRefused(status: number, stsCode: string, code: string): ExpectedAnswer {
  return { kind: "stsRefused", status, stsCode, code };
}
const denied = (code: string) => stsRefused(403, "AccessDenied", code);
const invalid = (code = "InvalidRequest") => stsRefused(400, "ValidationError", code);
const noSuchAction = stsRefused(400, "InvalidAction", "NotFound");

/** A call as an SDK makes it, with other parameters where some are given; undefined leaves one out. */
function assume(token: string, changes: Readonly<Record<string, string | undefined>> = {}, more = ""): WireCall {
  const usual = {
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: roleArn,
    RoleSessionName: "me",
    WebIdentityToken: token,
  };
  const present = Object.entries({ ...usual, ...changes }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return { method: "POST", target: "/", headers: [form], body: new URLSearchParams(present).toString() + more };
}

/** What is a token's doing is the same whichever way the token came. */
function byStsProtocol({ name, call }: AttackCase): AttackCase {
  return {
    name: `by AssumeRoleWithWebIdentity: ${name}`,
    call: async (world) => assume(tokenOf(await call(world))),
    answer: denied("InvalidToken"),
  };
}

function tokenOf({ headers = [] }: WireCall): string {
  return headers.find(([name]) => name === "Authorization")?.[1].replace(/^Bearer /, "") ?? "";
}

/** Those that send one token in the usual way, to be refused as no token at all. */
function hostileTokens(cases: readonly AttackCase[]): readonly AttackCase[] {
  return cases.filter(({ answer }) => answer.kind === "refused" && answer.code === "InvalidToken");
}

export const misuseStsProtocol: readonly AttackCase[] = [
  ...[omitSignature, confuseAlgorithm, injectKey, missIssuer, crossIssuers].flatMap((cases) =>
    hostileTokens(cases).map(byStsProtocol),
  ),
  requestCase("the token twice", invalid(), (token) => assume(token, {}, `&WebIdentityToken=${token}`)),
  requestCase("the token twice, once in another spelling of its name", invalid(), (token) =>
    assume(token, {}, `&Web%49dentityToken=${token}`),
  ),
  requestCase("the token in the form and in the header", invalid(), (token) => ({
    ...assume(token),
    headers: [form, ["Authorization", `Bearer ${token}`]],
  })),
  requestCase("the token in the header alone", invalid(), (token) => ({
    ...assume("", { WebIdentityToken: undefined }),
    headers: [form, ["Authorization", `Bearer ${token}`]],
  })),
  requestCase("the token in the URL", invalid(), (token) => ({
    ...assume("", { WebIdentityToken: undefined }),
    target: `/?WebIdentityToken=${token}`,
  })),
  requestCase("all of it in the URL", invalid(), (token) => {
    const call = assume(token);
    return { ...call, target: `/?${String(call.body)}`, body: "" };
  }),
  requestCase("all of it in the URL of a GET", { kind: "refused", status: 401, code: "MissingToken" }, (token) => ({
    method: "GET",
    target: `/?${String(assume(token).body)}`,
  })),
  requestCase("two tokens, with a comma between", invalid(), (token) =>
    assume(token, { WebIdentityToken: `${token},${token}` }),
  ),
  requestCase("a role that is somebody else's", denied("NotGranted"), (token) =>
    assume(token, { RoleArn: "arn:aws:iam::444455556666:role/archive-reader" }),
  ),
  requestCase("this service's own role", denied("NotGranted"), (token) =>
    assume(token, { RoleArn: "arn:aws:iam::999988887777:role/vending-service" }),
  ),
  ...["*", "arn:aws:iam::*:role/*", `${roleArn}*`, `${roleArn}%2f..`, `${roleArn}/../admin`, `${roleArn}\n`, ""].map(
    (arn) =>
      requestCase(
        `the role ${JSON.stringify(arn)}`,
        { kind: "oneOf", answers: [invalid(), denied("NotGranted")] },
        (token) => assume(token, { RoleArn: arn }),
      ),
  ),
  ...[
    { Policy: "{}" },
    { "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/AdministratorAccess" },
    { ExternalId: "reporting-external-id-4711-attack" },
    { SourceIdentity: "root" },
    { "Tags.member.1.Key": "team", "Tags.member.1.Value": "admins" },
    { "TransitiveTagKeys.member.1": "team" },
    { ProviderId: "www.amazon.com" },
    { DurationSeconds: "1e9" },
    { DurationSeconds: "-1" },
  ].map((parameters) =>
    requestCase(`chooses ${JSON.stringify(parameters)}`, invalid(), (token) => assume(token, parameters)),
  ),
  requestCase("chooses a longer session", invalid("DurationOutOfRange"), (token) =>
    assume(token, { DurationSeconds: "43200" }),
  ),
  ...["AssumeRole", "GetCallerIdentity", "GetSessionToken", "AssumeRoleWithSAML", "assumeRoleWithWebIdentity", ""].map(
    (action) =>
      requestCase(`the action ${JSON.stringify(action)}`, noSuchAction, (token) => assume(token, { Action: action })),
  ),
  requestCase("the action twice", invalid(), (token) => assume(token, {}, "&Action=AssumeRole")),
  ...[
    "text/plain",
    "application/json",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded, text/plain",
  ].map((type) =>
    requestCase(`a form sent as ${type}`, stsRefused(415, "ValidationError", "UnsupportedMediaType"), (token) => ({
      ...assume(token),
      headers: [["Content-Type", type]],
    })),
  ),
  requestCase("a body over 64 KiB", stsRefused(413, "ValidationError", "PayloadTooLarge"), (token) =>
    assume(token, {}, `&x=${"a".repeat(65_536)}`),
  ),
  requestCase("XML in place of a form", invalid(), (token) => ({
    ...assume(token),
    body: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  })),
  requestCase("markup in a parameter's name", invalid(), (token) => assume(token, { "</Message><Code>": "x" })),
];
