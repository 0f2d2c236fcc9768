import type { ReadPolicyMapText } from "../shared/adapters/policy-map-source.ts";
import { compilePolicyMap } from "../shared/authorize/compile-policy-map.ts";
import { Fault } from "../shared/model/fault.ts";
import type { Clock, CurrentPolicyMap, LoadedPolicyMap } from "../shared/model/ports.ts";

/**
 * The policy map of this process: read once, tried again by the next request where that failed. The validator is loaded
 * with the map and not with the function, since a request that finds the map loaded needs none of it.
 * @returns a port that throws Fault `UpstreamUnavailable` where the map cannot be read, `Internal` where it is invalid
 */
export function createCurrentPolicyMap(readText: ReadPolicyMapText, now: Clock): CurrentPolicyMap {
  let loading: Promise<LoadedPolicyMap> | undefined;
  return () => {
    loading ??= load(readText, now).catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

async function load(readText: ReadPolicyMapText, now: Clock): Promise<LoadedPolicyMap> {
  const [{ parsePolicyMap }, { documentDigest }, { text, name }] = await Promise.all([
    import("../shared/policy-map/parse-policy-map.ts"),
    import("../shared/policy-map/document-digest.ts"),
    readText(),
  ]);
  try {
    const document = parsePolicyMap(text, name);
    return { policyMap: compilePolicyMap(document, documentDigest(document)), loadedAtMs: now() };
  } catch (error) {
    throw new Fault("Internal", `the policy map ${name} is invalid`, { cause: error });
  }
}
