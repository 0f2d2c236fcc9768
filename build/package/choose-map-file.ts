import { parsePolicyMapLocation } from "../../shared/config/parse-policy-map-location.ts";

/** The file that a package's rights are read from. */
export interface MapFile {
  readonly path: string;
  /** Nobody has named one, and the demo's stands in its place: a package to look at, not to deploy. */
  readonly isDemo: boolean;
}

const demo = "local/demo/policy-map.yaml";

/**
 * `POLICY_MAP_FILE`, else the file of a `file:` `POLICY_MAP`, else the demo's.
 * @throws Error for a `POLICY_MAP` that is no place
 */
export function chooseMapFile(env: Readonly<Record<string, string | undefined>>): MapFile {
  const { POLICY_MAP_FILE: named, POLICY_MAP: location } = env;
  if (named) return { path: named, isDemo: false };
  const parsed = location ? parsePolicyMapLocation(location) : undefined;
  return parsed?.kind === "file" ? { path: parsed.path, isDemo: false } : { path: demo, isDemo: true };
}
