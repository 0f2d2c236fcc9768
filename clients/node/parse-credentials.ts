import type { Credentials } from "./credentials.ts";
import { Failure } from "./failure.ts";
import { parseObject } from "./parse-object.ts";

/** What STS makes ends within 12 hours; an hour more, for a clock that is behind. */
const longestLifeMs = 13 * 3_600_000;
/** Of keys and tokens: what is in a header or between the quotes of a shell without a meaning of its own. */
const valueSyntax = /^[\x21-\x7e]+$/;
const expirationSyntax = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * The credentials in the body of a 200, in the shape `container`.
 * @param nowMs milliseconds since the epoch
 * @throws Failure where one is missing or the end is not ahead, or too far: half an answer signs requests that nobody
 * understands, and one that never ends is never replaced
 */
export function parseCredentials(body: string, nowMs: number): Credentials {
  const answer = parseObject(body);
  if (answer === undefined) {
    throw new Failure("the answer is not the JSON of credentials", { isPassing: true });
  }
  const expiration = readText(answer, "Expiration");
  const expiresAtMs = expirationSyntax.test(expiration) ? Date.parse(expiration) : Number.NaN;
  if (Number.isNaN(expiresAtMs)) {
    throw new Failure("the answer's Expiration is no time", { isPassing: true });
  }
  if (expiresAtMs <= nowMs) {
    throw new Failure("the answer's Expiration is past by this machine's clock", { isPassing: true });
  }
  if (expiresAtMs - nowMs > longestLifeMs) {
    throw new Failure("the answer's Expiration is more than 13 h ahead", { isPassing: true });
  }
  return {
    accessKeyId: readText(answer, "AccessKeyId"),
    secretAccessKey: readText(answer, "SecretAccessKey"),
    sessionToken: readText(answer, "Token"),
    expiresAtMs,
    roleArn: answer["RoleArn"] === undefined ? undefined : readText(answer, "RoleArn"),
  };
}

function readText(answer: Readonly<Record<string, unknown>>, name: string): string {
  const value = answer[name];
  if (typeof value !== "string" || value === "") {
    throw new Failure(`the answer lacks ${name}`, { isPassing: true });
  }
  if (!valueSyntax.test(value)) {
    throw new Failure(`the answer's ${name} holds something other than printable ASCII`, { isPassing: true });
  }
  return value;
}
