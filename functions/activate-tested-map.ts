import { PolicyMapRefused, type RefusedProblem } from "../shared/adapters/policy-map-event.ts";
import type { PolicyMapSource } from "../shared/adapters/policy-map-source.ts";
import type { ActivatePolicyMap } from "../shared/adapters/policy-map-state.ts";
import { regionPartition } from "../shared/adapters/region-partition.ts";
import { type ActivatedPolicyMap, activatePolicyMap } from "../shared/policy-map/activate-policy-map.ts";
import { PolicyMapError } from "../shared/policy-map/policy-map-error.ts";
import type { MapTestResult } from "../shared/policy-map/run-map-tests.ts";

type MapPlace = Pick<RefusedProblem, "file" | "line" | "column">;

/** What this deployment can do, as far as a map may depend on it. */
export interface DeployedAbilities {
  /** There is a table for what may be used once. */
  readonly remembersUses: boolean;
  /** Where it runs: its credentials mean something in this region's partition alone. */
  readonly region: string;
  /** There is a key to make nonces for DPoP proofs with. */
  readonly makesNonces: boolean;
}

/**
 * What makes the text of a map live: it is validated, asked whether it fits this deployment, and its own tests are run. What validates is
 * loaded with the first map that is not compiled.
 */
export function createActivation(source: PolicyMapSource, abilities: DeployedAbilities): ActivatePolicyMap {
  return async (text, name) => {
    try {
      const activated = await activatePolicyMap(text, name, source);
      refuseForgotten(activated, name, abilities);
      refuseNonces(activated, name, abilities);
      refuseForeign(activated, name, abilities);
      await passOwnTests(activated);
      return activated.policyMap;
    } catch (error) {
      throw error instanceof PolicyMapError ? new PolicyMapRefused(error.problems) : error;
    }
  };
}

/**
 * A grant that promises what this deployment cannot keep would fail at each request, when it is too late to mend.
 * @throws PolicyMapRefused for one-time grants where nothing remembers
 */
function refuseForgotten(
  { policyMap, document, locate }: ActivatedPolicyMap,
  name: string,
  { remembersUses }: DeployedAbilities,
): void {
  if (remembersUses || !policyMap.hasOneTimeGrants) return;
  // A compiled map tells that there are such grants, and neither which nor where.
  const grant = document?.grants.find(({ oneTime }) => oneTime)?.name;
  const path = grant === undefined ? undefined : ["grants", grant, "oneTime"];
  const place = path === undefined ? undefined : locate?.(path);
  throw new PolicyMapRefused([
    {
      ...(place ?? { file: name, line: 1, column: 1 }),
      path: path?.join(".") ?? "",
      rule: "takes tokens once, and this service has no table that remembers them",
      repair: "set REPLAY_TABLE for the service (docs/replay.md), or take oneTime out of the map",
    },
  ]);
}

/**
 * The same for nonces.
 * @throws PolicyMapRefused for issuers that demand them where none can be made
 */
function refuseNonces(
  { policyMap, locate }: ActivatedPolicyMap,
  file: string,
  { makesNonces }: DeployedAbilities,
): void {
  const demanding = [...policyMap.issuers.values()].filter(({ senderConstrained }) => senderConstrained?.demandsNonce);
  if (makesNonces || demanding.length === 0) return;
  throw new PolicyMapRefused(
    demanding.map(({ name }) => {
      const path = ["issuers", name, "senderConstrained"];
      return {
        ...(locate?.(path) ?? { file, line: 1, column: 1 }),
        path: path.join("."),
        rule: "demands nonces, and this service has no key to make them with",
        repair: "set DPOP_NONCE_KEY for the service to where the key is kept, or take nonce out of the map",
      };
    }),
  );
}

/**
 * The same for roles that no STS gives to this service, whatever their trust policies say.
 * @throws PolicyMapRefused for grants of roles of another partition than the service's region
 */
function refuseForeign(
  { policyMap, document, locate }: ActivatedPolicyMap,
  file: string,
  { region }: DeployedAbilities,
): void {
  const own = regionPartition(region);
  const foreign = policyMap.rolePartitions.filter((partition) => partition !== own);
  if (foreign.length === 0) return;
  // A compiled map tells that there are such grants, and neither which nor where.
  const grants = document?.grants.filter(({ targets }) =>
    targets.some(({ roleArn }) => !roleArn.startsWith(`arn:${own}:`)),
  );
  const names = grants?.map(({ name }) => name) ?? [undefined];
  throw new PolicyMapRefused(
    names.map((name) => {
      const path = name === undefined ? [] : ["grants", name, "assume", "role"];
      return {
        ...(locate?.(path) ?? { file, line: 1, column: 1 }),
        path: path.join("."),
        rule: `gives a role in the partition ${foreign.join(" and ")}, and this service runs in ${region}, which is in ${own}`,
        repair: "vend it by a service in a region of the role's partition, or correct the ARN",
      };
    }),
  );
}

/** @throws PolicyMapRefused for tests that fail */
async function passOwnTests({ document, tests, locate }: ActivatedPolicyMap): Promise<void> {
  // A compiled map has none of them: its tests passed when it was compiled.
  if (document === undefined || locate === undefined || tests.length === 0) {
    return;
  }
  const { runMapTests } = await import("../shared/policy-map/run-map-tests.ts");
  const failed = runMapTests(document, tests).filter(({ passed }) => !passed);
  if (failed.length > 0) {
    throw new PolicyMapRefused(failed.map((result) => describeFailed(result, locate(result.path))));
  }
}

function describeFailed({ name, expected, got, path }: MapTestResult, place: MapPlace): RefusedProblem {
  return {
    ...place,
    path: path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(""),
    rule: `the test ${JSON.stringify(name)} expects ${expected} and gets ${got}`,
    repair: "mend the map, or the test",
  };
}
