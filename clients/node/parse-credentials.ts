import type { Credentials } from "./credentials.ts";
import { Failure } from "./failure.ts";
import { parseObject } from "./parse-object.ts";

const expirationSyntax = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * The credentials in the body of a 200, in the shape `container`.
 * @param nowMs milliseconds since the epoch
 * @throws Failure where one is missing or the end is not ahead: half an answer signs requests that nobody understands
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
  return value;
}
