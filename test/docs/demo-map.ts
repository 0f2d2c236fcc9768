import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";

/** The demo's policy map with some of its grants alone. */
export function demoMap(grants: readonly string[]): string {
  const map = parse(readFileSync(new URL("../../local/demo/policy-map.yaml", import.meta.url), "utf8")) as {
    grants: Record<string, unknown>;
    tests?: unknown;
  };
  map.grants = Object.fromEntries(grants.map((grant) => [grant, map.grants[grant]]));
  delete map.tests;
  return stringify(map);
}
