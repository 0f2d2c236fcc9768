import { storeArns } from "../../cli/trust/store-arns.ts";
import { parseSecretLocation } from "../../shared/config/parse-secret-location.ts";
import { readingRights } from "../../shared/config/reading-rights.ts";
import { otherAudience } from "../../shared/probe/other-audience.ts";
import { deployedTo } from "./deployed-to.ts";
import { type Statement, toTemplate } from "./statement.ts";

/** What the probes are deployed with, as `serverless.yml` has it; empty for what is not set. */
export interface ProbedWith {
  readonly probeToken: string;
  readonly probeAudience: string;
  readonly probeClientSecret: string;
}

/**
 * The least that a probe must be allowed beside its log: to get its token. What it does with that, it does as any caller.
 * @param keys ARNs of KMS keys that its secret may be encrypted with
 * @throws Error for a secret's place that is none
 */
export function probeStatements(
  { probeToken, probeAudience, probeClientSecret }: ProbedWith,
  keys: readonly string[],
  probe: "vending" | "refusals",
): readonly Statement[] {
  const audiences = probe === "refusals" ? [probeAudience, otherAudience] : [probeAudience];
  return [
    ...(probeToken === "aws" ? [tokenStatement(audiences)] : []),
    ...(probeClientSecret === "" ? [] : secretStatements(probeClientSecret, keys)),
  ];
}

/** IAM knows no resource of it: what bounds it are the conditions. */
function tokenStatement(audiences: readonly string[]): Statement {
  return {
    Effect: "Allow",
    Action: ["sts:GetWebIdentityToken"],
    Resource: ["*"],
    Condition: {
      "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": audiences },
      // Without a value, ForAllValues holds.
      Null: { "sts:IdentityTokenAudience": "false" },
      StringEquals: { "sts:SigningAlgorithm": "ES384" },
      NumericLessThanEquals: { "sts:DurationSeconds": "300" },
    },
  };
}

function secretStatements(location: string, keys: readonly string[]): readonly Statement[] {
  const stored = storeArns([parse(location)], deployedTo);
  return readingRights({ ...stored, keys }, deployedTo).map(({ actions, resources }) =>
    toTemplate({ Effect: "Allow", Action: actions, Resource: resources }),
  );
}

function parse(location: string) {
  try {
    return parseSecretLocation(location);
  } catch (cause) {
    throw new Error(`PROBE_CLIENT_SECRET: ${cause instanceof Error ? cause.message : "unreadable"}`, { cause });
  }
}
