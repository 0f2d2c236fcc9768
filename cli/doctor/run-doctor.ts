import type { ExternalId, PolicyDocument, Target } from "../../shared/model/policy-document.ts";
import type { ExternalIdRotation } from "../../shared/policy-map/external-id-rotation.ts";
import { type TrustStatement, trustPolicies } from "../../shared/policy-map/trust-policies.ts";
import { compareCalls } from "./compare-calls.ts";
import type { Probe } from "./plan-probes.ts";
import { runBounded } from "./run-bounded.ts";
import type { AskSts } from "./sts-port.ts";
import type { Trouble, TroubleKind } from "./trouble.ts";
import { tryProbe } from "./try-probe.ts";
import { tryRotation } from "./try-rotation.ts";

/** What the doctor found of one role. */
export interface Diagnosis {
  readonly grants: readonly string[];
  readonly account: string | undefined;
  readonly roleArn: string;
  readonly via: readonly string[];
  readonly fits: boolean;
  /** `statements`: what the role's trust policy must say for these grants. They may hold external IDs. */
  readonly troubles: readonly (Trouble & { readonly statements?: readonly TrustStatement[] })[];
  /** What to keep in mind of how it was tried. */
  readonly notes: readonly string[];
}

export interface DoctorOptions {
  readonly ask: AskSts;
  readonly document: PolicyDocument;
  readonly rotations: readonly ExternalIdRotation[];
  /** ARN of who asks, as STS has it. */
  readonly callerArn: string;
  /** ARN of the role or user, as a trust policy has it. */
  readonly principalArn: string;
  /** What to print for an external ID. */
  readonly externalIdText: (externalId: ExternalId) => string;
  readonly onProgress: (done: number) => void;
}

/** STS throttles an account, and a person can wait: few at a time. */
const atATime = 4;

/**
 * Troubles that a trust policy mends. A wrong external ID is not one of them, and neither are conditions that its owner put
 * there: a policy that would let the call in as it is would be the wrong one.
 */
const mendedByTrust: ReadonlySet<TroubleKind> = new Set(["trust", "tag-session", "source-identity"]);

/** Tries every role and says of each what does not fit. */
export async function runDoctor(probes: readonly Probe[], options: DoctorOptions): Promise<readonly Diagnosis[]> {
  const { ask, callerArn, onProgress, rotations } = options;
  let done = 0;
  const tried = await runBounded(probes, atATime, async (probe) => {
    const result = await tryRotation(ask, await tryProbe(ask, probe, callerArn), rotations, callerArn);
    done += 1;
    onProgress(done);
    return result;
  });
  return await runBounded(tried, atATime, async (result) => {
    const troubles = await compareCalls(ask, result, tried);
    const { grants, account, roleArn, calls, caller } = result.probe;
    return {
      grants,
      account,
      roleArn,
      via: calls.slice(0, -1).map((call) => call.roleArn),
      fits: troubles.length === 0,
      troubles: troubles.map((trouble) => withStatements(trouble, result.probe, options)),
      notes: [...result.notes, ...notesOn(caller, troubles)],
    };
  });
}

/** Only of the grants that are in trouble: what others need beside them, or ask by mistake, is not for this repair. */
function withStatements(
  trouble: Trouble,
  { grants: names, account, roleArn }: Probe,
  { document, rotations, principalArn, externalIdText }: DoctorOptions,
): Diagnosis["troubles"][number] {
  if (!mendedByTrust.has(trouble.kind)) return trouble;
  const isMeant = (target: Target) => target.account === account && target.roleArn === roleArn;
  const grants = document.grants
    .filter(({ name }) => names.includes(name))
    .map((grant) => ({ ...grant, targets: grant.targets.filter(isMeant) }));
  const policy = trustPolicies({ ...document, grants }, principalArn, externalIdText, rotations).get(trouble.roleArn);
  return policy === undefined ? trouble : { ...trouble, statements: policy.Statement };
}

function notesOn(caller: Probe["caller"], troubles: readonly Trouble[]): readonly string[] {
  if (caller === "none") {
    return ["no caller could be made up, so tags and source identity were not tried: add one to the map's tests"];
  }
  // Tags that a role takes are sound, whoever they are of.
  return caller === "made-up" && troubles.some(({ kind }) => mendedByTrust.has(kind))
    ? [
        "tags and source identity are of a made-up caller, whom the trust policy may not know: add one to the map's tests",
      ]
    : [];
}
