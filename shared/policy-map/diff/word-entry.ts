import { givesNoMore } from "./gives-no-more.ts";
import type { DiffEntry, Outcome, SampledRequest, VendedOutcome, Witness } from "./policy-map-diff.ts";

const signs: Readonly<Record<DiffEntry["effect"], string>> = {
  widens: "+",
  mayWiden: "+",
  narrows: "-",
  changes: "~",
  renames: "=",
};

/** One entry as one line, for a review: `+` widens, `-` narrows, `~` changes, `=` renames. */
export function wordEntry(entry: DiffEntry): string {
  const { part, name, effect, text, witness } = entry;
  const proof =
    witness !== undefined
      ? ` (witness: ${wordWitness(entry, witness)})`
      : effect === "mayWiden"
        ? " (may widen: unproven, no caller who gains is at hand, and nothing shows that there is none)"
        : "";
  return `${signs[effect]} ${part} ${name}: ${text}${proof}`;
}

function wordWitness({ part, facet }: DiffEntry, { request, before, after }: Witness): string {
  const { header, claims, boundBy, facts, ask } = request;
  const from = facts.vpcEndpointId ?? facts.sourceAddress ?? "an unknown address";
  const circumstances = [
    part === "issuer" ? `with ${JSON.stringify(header)}` : "",
    facet === "network" ? `from ${from}` : "",
    facet === "time" || facet === "mfa" || part === "issuer" ? `at ${new Date(facts.nowMs).toISOString()}` : "",
    (facet === "senderConstrained" || part === "issuer") && boundBy.length > 0
      ? `bound by ${boundBy.join(" and ")}`
      : "",
    ask.grant === undefined ? "naming no grant" : "",
    Object.keys(ask.parameters).length > 0 ? `asking with ${JSON.stringify(ask.parameters)}` : "",
  ];
  const caller = [JSON.stringify(part === "issuer" ? claims : ownClaims(claims)), ...circumstances];
  return `${caller.filter((words) => words !== "").join(" ")} gets ${after.roleArn}, ${wordBefore(before, after)}`;
}

/** Without what every token has. */
function ownClaims(claims: SampledRequest["claims"]): SampledRequest["claims"] {
  const usual = ["iss", "aud", "iat", "exp"];
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !usual.includes(name)));
}

function wordBefore(before: Outcome, after: VendedOutcome): string {
  if ("refused" in before) return `was ${before.refused}`;
  if (before.roleArn !== after.roleArn) return `got ${before.roleArn}`;
  const members = ["durationSeconds", "sessionName", "sourceIdentity", "tags", "transitiveTagKeys"] as const;
  const differences = members
    .filter((member) => !givesNoMore({ ...before, [member]: after[member] }, before))
    .map((member) => `${member} ${JSON.stringify(before[member]) ?? "none"}`);
  const isNarrowed = !givesNoMore({ ...before, policy: after.policy, policyArns: after.policyArns }, before);
  return `got it with ${[...differences, ...(isNarrowed ? ["other session policies"] : [])].join(", ")}`;
}
