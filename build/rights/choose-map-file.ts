import { resolve } from "node:path";
import { parsePolicyMapLocation } from "../../shared/config/parse-policy-map-location.ts";

/** The file that a package's rights are read from. */
export interface MapFile {
  readonly path: string;
  /** It is the demo's, which stands in its place where nobody names one: for a package to look at, not to deploy. */
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
  const path = asked.policyMapFile || fileOf(asked.policyMap) || demo;
  return { path, isDemo: resolve(path) === resolve(demo) };
}

function fileOf(location: string): string | undefined {
  const parsed = location === "" ? undefined : parsePolicyMapLocation(location);
  return parsed?.kind === "file" ? parsed.path : undefined;
}
