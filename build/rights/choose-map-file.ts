import { parsePolicyMapLocation } from "../../shared/config/parse-policy-map-location.ts";

/** The file that a package's rights are read from. */
export interface MapFile {
  readonly path: string;
  /** Nobody has named one, and the demo's stands in its place: a package to look at, not to deploy. */
  readonly isDemo: boolean;
}

/** From the root of the checkout, where packaging runs. */
const demo = "local/demo/policy-map.yaml";

/**
 * `POLICY_MAP_FILE`, else the file of a `file:` `POLICY_MAP`, else the demo's.
 * @param asked both as they are set, empty where they are not
 * @throws Error for a `POLICY_MAP` that is no place
 */
export function chooseMapFile(asked: { readonly policyMapFile: string; readonly policyMap: string }): MapFile {
  const { policyMapFile: named, policyMap: location } = asked;
  if (named !== "") return { path: named, isDemo: false };
  const parsed = location === "" ? undefined : parsePolicyMapLocation(location);
  return parsed?.kind === "file" ? { path: parsed.path, isDemo: false } : { path: demo, isDemo: true };
}
