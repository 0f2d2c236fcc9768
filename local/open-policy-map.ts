import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPolicyMapSource, type PolicyMapText } from "../shared/adapters/policy-map-source.ts";

/** A policy map's text, and where the handlers will find the same. */
export interface OpenPolicyMap extends PolicyMapText {
  /** As `POLICY_MAP` has it. */
  readonly location: string;
  close(): Promise<void>;
}

const demoMap = fileURLToPath(new URL("demo/policy-map.yaml", import.meta.url));

/** The issuer in the demo's map: the identity provider on its usual port. */
const demoIssuer = "http://127.0.0.1:8081";

/**
 * The map that `POLICY_MAP` names, or the demo's. Where the identity provider has another port than the demo's map says,
 * the handlers get a copy that names the right one.
 * @throws Fault `UpstreamUnavailable` where it cannot be read
 */
export async function openPolicyMap(location: string | undefined, issuer: string): Promise<OpenPolicyMap> {
  if (location !== undefined) {
    const map = await createPolicyMapSource(location)();
    return { ...map, location, close: async () => undefined };
  }
  const text = await readFile(demoMap, "utf8");
  if (issuer === demoIssuer) {
    return { text, name: demoMap, location: `file:${demoMap}`, close: async () => undefined };
  }
  const folder = await mkdtemp(join(tmpdir(), "vend-demo-"));
  const copy = join(folder, "policy-map.yaml");
  const adapted = text.replaceAll(demoIssuer, issuer);
  await writeFile(copy, adapted);
  return {
    text: adapted,
    name: demoMap,
    location: `file:${copy}`,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
