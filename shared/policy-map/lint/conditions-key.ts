import type { GrantConditions } from "../../model/policy-document.ts";

/** The same text for conditions that let the same callers in, whatever the order they are written in. */
export function conditionsKey({ issuers, claims, network, time, mfa, senderConstrained }: GrantConditions): string {
  const written = claims.map(({ path, matcher }) =>
    JSON.stringify("values" in matcher ? [path, matcher.kind, sorted(matcher.values)] : [path, matcher]),
  );
  return JSON.stringify([sorted(issuers), written.sort(), network, time, mfa, senderConstrained]);
}

/** Types count: `1` and `"1"` are two values. */
function sorted(values: readonly unknown[]): readonly string[] {
  return values.map((value) => JSON.stringify(value)).sort();
}
