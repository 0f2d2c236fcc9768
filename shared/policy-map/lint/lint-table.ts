import type { LintLevel } from "./lint-finding.ts";

interface LintMeaning {
  readonly level: LintLevel;
  /** One line for lists; `docs/lints.md` has a section of the same name. */
  readonly summary: string;
}

const error = (summary: string): LintMeaning => ({ level: "error", summary });
const warning = (summary: string): LintMeaning => ({ level: "warning", summary });
const info = (summary: string): LintMeaning => ({ level: "info", summary });

/** Every lint, once. The ids are stable: maps accept findings by them. */
export const lintTable = {
  // Who may have a grant
  "matches-everybody": warning("No condition tells callers of the issuer apart"),
  "shared-issuer-without-tenant": error("An issuer that serves everybody, and no condition on whose token it is"),
  "matches-anything": warning("A pattern lets any value through"),
  "glob-crosses-separator": warning("`**` runs across the separators of a value"),
  "prefix-without-separator": warning("An open end directly behind a name also takes longer names"),
  "suffix-without-separator": warning("An open start directly before a name also takes longer names"),
  "needless-anchors": info("`^` and `$` do nothing: the whole value is matched anyway"),
  "unescaped-dot": warning("A dot in a regular expression stands for any character"),
  "glob-in-pattern": warning("A regular expression that looks like a glob"),
  "pattern-matches-empty": info("A pattern lets the empty text through"),
  "literal-wildcard": warning("A wildcard where values are compared literally"),
  "look-alike-characters": warning("A value with characters that look like others, or like nothing"),
  "value-with-outer-space": warning("A value that begins or ends with a space"),
  "near-duplicate-values": info("Values that differ only by case or type, or not at all"),
  "claims-cannot-hold": error("Conditions that no token can meet"),
  "denied-entirely": warning("A denial covers everybody who could have the grant"),
  "duplicate-grant": warning("The same callers may have the same role by an earlier grant"),
  "ambiguous-grants": info("One caller matches several grants, and none of them is the one default"),
  "shadow-default": info("A grant in shadow mode is never chosen, default or not"),
  "unindexed-grants": info("Grants of a large map that every decision has to look at"),
  "network-everywhere": warning("A network so large that the condition asks for little"),
  "time-window-always": info("A time window that never closes"),
  "proof-methods-differ": warning("Asks for another proof of possession than its issuer"),
  "mfa-without-method": warning("Asks when somebody signed in, and not how"),
  "deny-with-none-of": warning("A denial that callers without the claim escape"),
  "deny-claim-may-be-missing": warning("A denial by a claim that tokens may lack"),
  "no-grants": warning("A map that grants nothing"),
  // What they get
  "short-duration": info("Sessions under 30 minutes, which SDKs renew all the time"),
  "duration-over-chain": warning("Over an hour, which AWS may refuse to a service that runs as a role itself"),
  "cap-under-shortest": error("Sessions that end with their token, from tokens that end before any session would"),
  "cap-renewal": info("Sessions under an hour, since the tokens that they end with are not longer"),
  "one-time-renewal": info("Sessions that SDKs renew within the hour, from tokens that are good for one"),
  "no-session-policy": warning("The whole role for callers who are known by a pattern only"),
  "policy-action-wildcard": warning("A session policy that allows every action"),
  "policy-resource-wildcard": warning("A session policy that allows actions on every resource"),
  "policy-allows-all-but": warning("Allow with NotAction or NotResource allows all that is not named"),
  "policy-too-long": warning("A session policy that can pass the limit of 2,048 characters"),
  "packed-policy-size": warning("Policy and tags that can pass the packed limit of STS"),
  "wildcard-beside-template": warning("A wildcard beside a template also covers longer values"),
  "path-template-names-bucket": warning("A value with separators decides more than a path"),
  "value-refused-by-policy": warning("A value that is allowed above and refused by the session policy"),
  "tag-too-long": warning("A tag whose value can pass 256 characters"),
  "transitive-tags-without-via": info("Transitive tags that no chain of the map hands on"),
  "unused-parameter": warning("A parameter that changes nothing"),
  "parameter-matches-anything": warning("A parameter of any form"),
  "admin-policy-arn": warning("A managed policy that narrows nothing"),
  "admin-role": warning("A role that administers its account"),
  "role-with-several-policies": info("The same role with different session policies"),
  // Whom AWS and its logs see
  "shared-session-name": warning("Callers of two issuers can have the same session name"),
  "session-name-from-parameter": warning("A caller chooses its session name"),
  "nameless-session": warning("Nothing in AWS's logs tells callers apart"),
  "no-source-identity": info("Who is behind a session is lost where it assumes another role"),
  // Accounts and issuers
  "account-without-external-id": warning("Roles of an account are assumed without an external ID"),
  "weak-external-id": warning("An external ID that can be guessed"),
  "shared-external-id": warning("One external ID for two accounts"),
  "external-id-rotation": info("Two external IDs are accepted, until a rotation is finished"),
  "external-id-unchanged": warning("A rotation to the external ID that is there already"),
  "issuer-without-jti": info("Tokens without an id cannot be told apart in the audit record, nor their replay be seen"),
  "issuer-without-token-type": info("ID tokens may pass as access tokens"),
  "long-token-lifetime": warning("Tokens that live longer than a day"),
  "loopback-issuer": warning("An issuer on the machine that the service runs on"),
  "unused-issuer": info("An issuer that no grant names"),
  // Acceptances
  "unused-acceptance": warning("An acceptance of something that is not there"),
  "unknown-lint": error("An acceptance of a lint that does not exist"),
} as const satisfies Record<string, LintMeaning>;

export type LintId = keyof typeof lintTable;

export function isLintId(text: string): text is LintId {
  return Object.hasOwn(lintTable, text);
}
