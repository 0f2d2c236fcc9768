const maxCharacters = 200;

/**
 * What an answer says that is not the one hoped for, in words that fit on a line: the status, the code and the sentence of the service, or
 * the error code of an identity provider (RFC 6749 section 5.2). What gateways and proxies say in between is not to be trusted with the line.
 * @param answer the body's members, where it was JSON
 */
export function describeRefusal(status: number, answer: Readonly<Record<string, unknown>> | undefined): string {
  const code = printable(answer?.["code"]) || printable(answer?.["error"]);
  const message = printable(answer?.["message"]) || printable(answer?.["error_description"]);
  const request = printable(answer?.["requestId"]);
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

/** A JWT that was echoed stays out of logs. */
function printable(value: unknown): string {
  return typeof value === "string"
    ? value
        .replace(/[^\x20-\x7e]+/g, " ")
        .replace(/eyJ[\w-]*(?:\.[\w-]*)*/g, "(token)")
        .trim()
        .slice(0, maxCharacters)
    : "";
}
