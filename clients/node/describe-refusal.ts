import { hideSent } from "./hide-sent.ts";

const maxCharacters = 200;

/**
 * What an answer says that is not the one hoped for, in words that fit on a line: the status, the code and the sentence of the service, or
 * the error code of an identity provider (RFC 6749 section 5.2). What gateways and proxies say in between is not to be trusted with the line.
 * @param answer the body's members, where it was JSON
 * @param sent tokens and secrets, which it may repeat
 */
export function describeRefusal(
  status: number,
  answer: Readonly<Record<string, unknown>> | undefined,
  sent: readonly string[],
): string {
  const told = (name: string) => printable(answer?.[name], sent);
  const code = told("code") || told("error");
  const message = told("message") || told("error_description");
  const request = told("requestId");
  if (status >= 300 && status < 400) {
    return `${status}: a redirect, which is not followed`;
  }
  return [
    [status, code].filter(Boolean).join(" "),
    message && `: ${message}`,
    request && ` (request ${request})`,
    code || message ? "" : " without a reason",
  ].join("");
}

/** What was sent stays out of logs, and so does what looks like a JWT, which may be a part of it. */
function printable(value: unknown, sent: readonly string[]): string {
  return typeof value === "string"
    ? hideSent(value, sent)
        .replace(/[^\x20-\x7e]+/g, " ")
        .replace(/eyJ[\w-]*(?:\.[\w-]*)*/g, "(token)")
        .trim()
        .slice(0, maxCharacters)
    : "";
}
