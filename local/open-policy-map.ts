import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPolicyMapSource } from "../shared/adapters/policy-map-source.ts";
import { parsePolicyMapLocation } from "../shared/config/parse-policy-map-location.ts";
import type { PolicyMapLocation } from "../shared/model/policy-map-location.ts";
import { isCompiledMap } from "../shared/policy-map/compiled/compiled-format.ts";
import type { ReadInclude } from "../shared/policy-map/read-includes.ts";
import { SettingsError } from "./read-settings.ts";

/** A policy map's text, and where the handlers will find the same. */
export interface OpenPolicyMap {
  readonly text: string;
  /** What errors in it are located by. */
  readonly name: string;
  readonly readInclude?: ReadInclude;
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
 * @throws SettingsError; Fault `UpstreamUnavailable` where it cannot be read
 */
export async function openPolicyMap(location: string | undefined, issuer: string): Promise<OpenPolicyMap> {
  if (location !== undefined) {
    const region = process.env["AWS_REGION"] || "eu-central-1";
    const source = createPolicyMapSource(readLocation(location), { region, refreshSeconds: 30 });
    const reading = await source.read();
    if (!("text" in reading) || isCompiledMap(reading.text)) {
      throw new SettingsError(`POLICY_MAP: ${location} must be a policy map as it is written, in YAML or JSON`);
    }
    const { text, name } = reading;
    return {
      text,
      name,
      location,
      close: async () => undefined,
      ...(source.readInclude && { readInclude: source.readInclude }),
    };
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

function readLocation(location: string): PolicyMapLocation {
  try {
    return parsePolicyMapLocation(location);
  } catch (cause) {
    throw new SettingsError(`POLICY_MAP: ${cause instanceof Error ? cause.message : location}`);
  }
}
