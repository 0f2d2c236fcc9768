import { createHash } from "node:crypto";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { Fault } from "../model/fault.ts";

/** What a parameter holds in place of a map that is split over several. */
export interface PartsManifest {
  readonly parts: number;
  /** Of the whole text in UTF-8, lower-case hex. */
  readonly sha256: string;
}

/** Ten calls in a row: what can be read within a source's time. */
export const mostParts = 100;

/** GetParameters takes so many names. */
const namesPerCall = 10;

/**
 * The manifest in a parameter's value, such as `{"parts":3,"sha256":"9f86..."}`; undefined where it is anything else. No map can
 * be mistaken for one: a map has a `version`, and a manifest has not.
 */
export function readPartsManifest(value: string): PartsManifest | undefined {
  const [, parts, sha256] = /^\s*\{\s*"parts":\s*(\d{1,3}),\s*"sha256":\s*"([0-9a-f]{64})"\s*\}\s*$/.exec(value) ?? [];
  const count = Number(parts);
  return sha256 === undefined || count < 1 || count > mostParts ? undefined : { parts: count, sha256 };
}

/** Where the parts are, in their order: below the manifest's own name and the first 16 characters of the digest. */
export function partNames(name: string, { parts, sha256 }: PartsManifest): readonly string[] {
  return Array.from({ length: parts }, (_, index) => `${name}/${sha256.slice(0, 16)}/${index}`);
}

/**
 * The text that a manifest stands for.
 * @throws Fault `UpstreamInvalid` where the parts are not what it says; whatever the SDK throws
 */
export async function readParts(
  ssm: SSMClient,
  name: string,
  manifest: PartsManifest,
  abortSignal: AbortSignal,
): Promise<string> {
  const { GetParametersCommand } = await import("@aws-sdk/client-ssm");
  const names = partNames(name, manifest);
  const values = new Map<string, string>();
  for (let first = 0; first < names.length; first += namesPerCall) {
    const command = new GetParametersCommand({ Names: names.slice(first, first + namesPerCall), WithDecryption: true });
    const { Parameters: parameters = [] } = await ssm.send(command, { abortSignal });
    for (const parameter of parameters) values.set(parameter.Name ?? "", parameter.Value ?? "");
  }
  const text = names.map((part) => values.get(part) ?? "").join("");
  if (createHash("sha256").update(text).digest("hex") !== manifest.sha256) {
    const why = `${values.size} of ${names.length} parts were found, and together they are not what the manifest says`;
    throw new Fault("UpstreamInvalid", `the policy map ssm:${name} is not whole: ${why}`);
  }
  return text;
}
