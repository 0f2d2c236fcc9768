import type { ExternalId } from "../model/policy-document.ts";
import type { AuthoredReference } from "./authored-account.ts";
import { Flaw } from "./findings.ts";

/** `/a/b` of at most 15 levels, or one name without a slash; AWS keeps names that begin with aws or ssm for itself. */
const parameterName = /^(?!\/?(?:aws|ssm))(?:(?:\/[\w.-]+){1,15}|[\w.-]+)$/i;
const longestParameterName = 1011;

const secretName = /^[\w/+=.@-]{1,512}$/;
const secretArn = /^arn:(?:aws|aws-cn|aws-us-gov):secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,519}$/;

/**
 * An external ID, or the reference to where it is kept. No message shows what was given: it may be the ID itself, in the
 * wrong place.
 * @throws Flaw
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html (Name)
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html (Name)
 */
export function parseExternalId(authored: string | AuthoredReference): ExternalId {
  if (typeof authored === "string") return authored;
  const { ssm, secret } = authored;
  if ((ssm === undefined) === (secret === undefined)) {
    throw new Flaw("must say exactly one of ssm and secret", "write { ssm: /name } or { secret: name }");
  }
  return ssm !== undefined ? parseParameter(ssm) : parseSecret(secret ?? "");
}

function parseParameter(ssm: string): ExternalId {
  if (parameterName.test(ssm) && ssm.length <= longestParameterName) return { ssm };
  const repair = "write letters, digits and _.- between slashes, such as /vend/reporting/external-id";
  throw new Flaw("is not the name of an SSM parameter", repair);
}

function parseSecret(text: string): ExternalId {
  // Neither a name nor an ARN can hold a #.
  const [secret = "", member, ...rest] = text.split("#");
  if (!secretName.test(secret) && !secretArn.test(secret)) {
    const repair = "write its name or its ARN, and #member for a member of a JSON object";
    throw new Flaw("is not the name or ARN of a secret", repair);
  }
  const isMember = member === undefined || (/^[\w.-]{1,128}$/.test(member) && member !== "__proto__");
  if (!isMember || rest.length > 0) {
    const repair = "write one # and then 1 to 128 letters, digits or characters of _.-";
    throw new Flaw("names no member of a JSON object after the #", repair);
  }
  return { secret, member };
}
