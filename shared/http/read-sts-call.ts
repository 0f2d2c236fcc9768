import { Refusal } from "../model/refusal.ts";
import type { CredentialsAsk, HttpRequest } from "../model/request.ts";
import { isContentType } from "./is-content-type.ts";
import { malformed } from "./malformed.ts";
import { readPairs } from "./read-pairs.ts";
import { readRoleArn } from "./read-role-arn.ts";
import { stsCallSyntax } from "./sts-call-syntax.ts";

const { action, version } = stsCallSyntax;
const taken: readonly string[] = stsCallSyntax.parameters;
/** To pass these over would give more than was asked for. */
const narrowing = /^(?:Policy|PolicyArns\..*|ProviderId)$/;

/** One call of AssumeRoleWithWebIdentity, as far as its syntax is right. */
export interface StsCall {
  /** As it was sent: never empty. */
  readonly tokenText: string;
  /** @throws Refusal `InvalidRequest` */
  readonly readAsk: () => CredentialsAsk;
}

/**
 * What a request in the Query protocol asks for: in its body, since a token in a URL would be logged on the way.
 * @throws Refusal `UnsupportedMediaType`; `NotFound` for any other action; `MissingToken`; `InvalidRequest` where it is malformed
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function readStsCall(request: HttpRequest): StsCall {
  if (!isContentType(request.headers.get("content-type") ?? [], "application/x-www-form-urlencoded")) {
    throw new Refusal("UnsupportedMediaType", "the content type is not that of a form", {
      publicDetail: "Send the parameters as application/x-www-form-urlencoded",
    });
  }
  if (request.query.size > 0) {
    throw malformed("Send the parameters in the body, none in the URL");
  }
  const parameters = readForm(request.body);
  if (parameters.get("Action") !== action || parameters.get("Version") !== version) {
    throw new Refusal("NotFound", `the action is not ${action} of version ${version}`, {
      publicDetail: `${action} is the only action here; send others to AWS's own STS`,
    });
  }
  if (request.headers.has("authorization")) {
    throw malformed("The token goes into WebIdentityToken: send no Authorization header");
  }
  const tokenText = parameters.get("WebIdentityToken") ?? "";
  if (tokenText === "") {
    throw new Refusal("MissingToken", "no WebIdentityToken", { publicDetail: "Send a JWT as WebIdentityToken" });
  }
  return {
    tokenText,
    readAsk: () => readAssumed(parameters),
  };
}

function readForm(body: Uint8Array | undefined): ReadonlyMap<string, string> {
  // Escaped text is ASCII; what is not would be decoded by guessing.
  const text = Buffer.from(body ?? []).toString("latin1");
  const pairs = /^[\x21-\x7e]*$/.test(text) ? readPairs(text) : undefined;
  if (pairs === undefined) {
    throw malformed("The body is not a form");
  }
  const parameters = new Map(pairs);
  if (parameters.size < pairs.length) {
    throw malformed("Give each parameter once");
  }
  return parameters;
}

function readAssumed(parameters: ReadonlyMap<string, string>): CredentialsAsk {
  for (const name of parameters.keys()) {
    if (narrowing.test(name))
      throw malformed("Policy, PolicyArns and ProviderId are not taken: the policy map narrows sessions");
    if (!taken.includes(name)) throw malformed(`The parameters are ${taken.join(", ")}`);
  }
  const durationSeconds = parameters.get("DurationSeconds");
  if (durationSeconds !== undefined && !stsCallSyntax.durationSeconds.test(durationSeconds)) {
    throw malformed("DurationSeconds is a whole number of seconds, in decimal digits");
  }
  return {
    ...readRoleArn(parameters.get("RoleArn") ?? ""),
    format: undefined,
    durationSeconds: durationSeconds === undefined ? undefined : Number(durationSeconds),
    parameters: new Map(),
  };
}
