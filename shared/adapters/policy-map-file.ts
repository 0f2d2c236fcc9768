import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Fault } from "../model/fault.ts";
import { contentVersion, type PolicyMapReading, readMapText, tooLarge } from "./policy-map-reading.ts";
import type { PolicyMapSource, SourceLimits } from "./policy-map-source.ts";
import { readIncludeFile } from "./read-include-file.ts";

/**
 * A map in a file, with the files that it includes. Contents are compared, because a time of change says too little: it is
 * kept by some copies and has whole seconds on some disks.
 */
export function createFileSource(
  { path }: { readonly path: string },
  limits: SourceLimits,
  what = "policy map",
): PolicyMapSource {
  const location = `file:${path}`;
  let held: { readonly version: string; readonly mainVersion: string } | undefined;
  /** What was read for the version that is held, by its path. */
  const included = new Map<string, string>();

  async function read(previous?: string): Promise<PolicyMapReading> {
    const bytes = await readMain();
    const mainVersion = contentVersion(bytes);
    const includes = await Promise.all(Array.from(included, async ([file, known]) => [known, await versionOf(file)]));
    const isSame = mainVersion === held?.mainVersion && includes.every(([known, present]) => known === present);
    if (held !== undefined && isSame && held.version === previous) {
      return { unchanged: true };
    }
    const version = contentVersion([mainVersion, ...includes.map(([, present]) => present)].join(" "));
    held = { version, mainVersion };
    included.clear();
    return bytes.length > limits.maxBytes
      ? tooLarge(limits.maxBytes, path, version)
      : readMapText(bytes, path, version);
  }

  async function readMain(): Promise<Uint8Array> {
    try {
      return await readFile(path);
    } catch (cause) {
      throw new Fault("UpstreamUnavailable", `the ${what} ${location} cannot be read`, { cause });
    }
  }

  return {
    kind: "file",
    location,
    read,
    readInclude: (include, from) => {
      const name = join(dirname(from), include);
      // Before the file is read: one that is not there yet is watched all the same.
      included.set(name, missing);
      const { text } = readIncludeFile(include, from);
      included.set(name, contentVersion(text));
      return { text, name };
    },
  };
}

const missing = "missing";

async function versionOf(file: string): Promise<string> {
  try {
    return contentVersion(await readFile(file));
  } catch {
    return missing;
  }
}
