import type { Grant, GrantConditions, Hop, Parameter, Target } from "../model/policy-document.ts";
import { stsSeconds } from "../model/sts-seconds.ts";
import type { AuthoredGrant } from "./authored-grant.ts";
import type { AuthoredIssuer } from "./authored-issuer.ts";
import { checkPattern } from "./check-pattern.ts";
import { templateScope } from "./check-template.ts";
import type { Findings, MapPath } from "./findings.ts";
import type { Accounts } from "./normalise-account.ts";
import {
  normaliseClaims,
  normaliseIssuerNames,
  normaliseMfa,
  normaliseNetwork,
  normaliseTime,
} from "./normalise-conditions.ts";
import { normaliseSessionName, normaliseSourceIdentity } from "./normalise-names.ts";
import { normalisePolicyArns } from "./normalise-policy-arns.ts";
import { normaliseProof } from "./normalise-proof.ts";
import { normaliseSessionPolicy } from "./normalise-session-policy.ts";
import { normaliseTags, normaliseTransitiveTags } from "./normalise-tags.ts";
import { normaliseTargets, normaliseVia } from "./normalise-targets.ts";
import { parseDuration } from "./parse-duration.ts";
import { quoteValue } from "./quote-value.ts";

const defaultSeconds = 3600;

/** SDKs refetch when 15 minutes remain: shorter sessions than this are fetched all the time. */
const shortSeconds = 1800;

/** What a grant may refer to. Undefined: there is such an entry, and what is wrong with it has been reported. */
export interface Entries {
  readonly issuers: ReadonlyMap<string, AuthoredIssuer | undefined>;
  readonly accounts: Accounts;
}

/** Fills in defaults, resolves accounts, parses templates. What it gives is of use only where nothing is reported. */
export function normaliseGrant(
  name: string,
  authored: AuthoredGrant,
  entries: Entries,
  path: MapPath,
  findings: Findings,
): Grant {
  const { assume } = authored;
  const place = [...path, "assume"];
  const when = normaliseWhen(authored, entries, [...path, "when"], findings);
  const scope = templateScope(authored, when.issuers, entries.issuers);
  const targets = normaliseTargets(assume, entries.accounts, place, findings);
  const via = normaliseVia(assume.via ?? [], entries.accounts, [...place, "via"], findings);
  checkPartitions(targets, via, place, findings);
  const policyArns = normalisePolicyArns(assume.policyArns ?? [], targets, [...place, "policyArns"], findings);
  return {
    name,
    description: authored.description,
    mode: authored.mode ?? "live",
    isDefault: authored.default ?? false,
    when,
    targets,
    via,
    oneTime: normaliseOneTime(authored, when.issuers, entries, path, findings),
    durationSeconds: normaliseDuration(authored, place, findings),
    capAt: assume.capAt,
    sessionName: normaliseSessionName(assume.sessionName, scope, place, findings),
    sourceIdentity: normaliseSourceIdentity(assume.sourceIdentity, scope, place, findings),
    tags: normaliseTags(assume, scope, place, findings),
    transitiveTagKeys: normaliseTransitiveTags(assume, place, findings),
    policyArns,
    policy:
      assume.policy && normaliseSessionPolicy(assume.policy, policyArns, [...place, "policy"], { scope, findings }),
    format: authored.format ?? "container",
    answersAccountId: authored.accountId ?? false,
    parameters: normaliseParameters(authored.parameters ?? {}, [...path, "parameters"], findings),
  };
}

function normaliseWhen({ when }: AuthoredGrant, entries: Entries, path: MapPath, findings: Findings): GrantConditions {
  return {
    issuers: normaliseIssuerNames(when.issuer, entries.issuers, [...path, "issuer"], findings),
    claims: normaliseClaims(when.claims, [...path, "claims"], findings),
    network: when.network && normaliseNetwork(when.network, [...path, "network"], findings),
    time: when.time && normaliseTime(when.time, [...path, "time"], findings),
    mfa: when.mfa && normaliseMfa(when.mfa, [...path, "mfa"], findings),
    senderConstrained: normaliseProof(when.senderConstrained),
  };
}

/** A session of one partition means nothing in another. */
function checkPartitions(targets: readonly Target[], via: readonly Hop[], path: MapPath, findings: Findings): void {
  const partitionOf = (arn: string): string => arn.split(":")[1] ?? "";
  const first = targets[0] ?? via[0];
  if (first === undefined) return;
  const partition = partitionOf(first.roleArn);
  if (targets.some(({ roleArn }) => partitionOf(roleArn) !== partition)) {
    findings.report([...path, "accounts"], "are in several partitions", "make a grant for each partition");
  }
  via.forEach(({ roleArn }, index) => {
    if (partitionOf(roleArn) === partition) return;
    const rule = `is in partition ${partitionOf(roleArn)}, and the grant's role in ${partition}`;
    findings.report([...path, "via", index], rule, "go through a role of the same partition");
  });
}

function normaliseDuration({ assume, allowShort }: AuthoredGrant, path: MapPath, findings: Findings): number {
  const place = [...path, "duration"];
  const { duration: authored = defaultSeconds } = assume;
  const seconds = findings.attempt(place, () => parseDuration(authored)) ?? defaultSeconds;
  const isChain = (assume.via ?? []).length > 0;
  if (seconds < stsSeconds.least) {
    findings.report(place, `${authored} is under the limit of 15 minutes`, "use at least 15m");
  } else if (seconds > stsSeconds.most) {
    findings.report(place, `${authored} is over the limit of 12 hours`, "use at most 12h");
  } else if (isChain && seconds > stsSeconds.mostOfChain) {
    findings.report(place, `${authored} is over the one-hour limit of a role chain`, "use at most 1h");
  } else if (seconds < shortSeconds && allowShort !== true) {
    const rule = `${authored} is under 30 minutes, which SDKs would refresh all the time`;
    findings.report(place, rule, "use at least 30m, or say allowShort: true in the grant");
  }
  return seconds;
}

/** A token without an id is like any other: nobody could tell whether it was used before. */
function normaliseOneTime(
  { oneTime }: AuthoredGrant,
  issuers: readonly string[],
  entries: Entries,
  path: MapPath,
  findings: Findings,
): true | undefined {
  if (oneTime !== true) return undefined;
  for (const name of issuers) {
    const issuer = entries.issuers.get(name);
    if (issuer === undefined || issuer.requiredClaims?.includes("jti") === true) continue;
    const rule = `cannot be kept: the issuer ${name} lets tokens without an id in`;
    findings.report([...path, "oneTime"], rule, `add jti to issuers.${name}.requiredClaims`);
  }
  return true;
}

function normaliseParameters(
  parameters: NonNullable<AuthoredGrant["parameters"]>,
  path: MapPath,
  findings: Findings,
): readonly Parameter[] {
  return Object.entries(parameters).map(([name, { pattern, description }]) => {
    if (!/^[A-Za-z][\w-]{0,63}$/.test(name)) {
      const repair = "use 1 to 64 letters, digits, _ and -, a letter first";
      findings.report([...path, name], `${quoteValue(name)} is not the name of a parameter`, repair, "key");
    }
    findings.attempt([...path, name, "pattern"], () => checkPattern(pattern));
    return { name, pattern, description };
  });
}
