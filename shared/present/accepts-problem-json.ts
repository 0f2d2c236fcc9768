const weightSyntax = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Whether an `Accept` value names `application/problem+json` itself, with a weight above 0 (RFC 9110 section 12.5.1).
 * A wildcard does not count: Java and Ruby send one, and Go shows a problem's message only where the content
 * type is `application/json` to the letter.
 */
export function acceptsProblemJson(accept: string | undefined): boolean {
  return (accept ?? "").split(",").some(isWantedProblemJson);
}

function isWantedProblemJson(mediaRange: string): boolean {
  const [type, ...parameters] = mediaRange.split(";").map((part) => part.trim().toLowerCase());
  if (type !== "application/problem+json") {
    return false;
  }
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length) ?? "1";
  return weightSyntax.test(weight) && Number(weight) > 0;
}
