import { readIncludeFile } from "../../shared/adapters/read-include-file.ts";
import { type ReadPolicyMap, readPolicyMap } from "../../shared/policy-map/read-policy-map.ts";
import type { CliIo } from "../cli-io.ts";
import { readText } from "./read-text.ts";

/** A policy map as commands use it. */
export interface LoadedMap extends ReadPolicyMap {
  /** What messages call it: its path. */
  readonly name: string;
  readonly text: string;
  /** The paths of all that it is read from: itself, and what it includes. */
  readonly files: readonly string[];
}

/** What `MAP` means, for the help of every command that takes one. */
export const mapArgument = "the policy map: FILE, file:FILE, or - for standard input";

/** What `FILE` means where something is written. */
export const pathArgument = "where to write it: FILE, file:FILE, or - for standard output";

/**
 * Reads and validates a map, with the files that it includes.
 * @throws CliError where it cannot be read; PolicyMapError with all that is wrong
 */
export async function loadMap(location: string, io: CliIo): Promise<LoadedMap> {
  const { text, name } = await readText(location, io);
  return parseMap(text, name);
}

/**
 * Validates a map's text.
 * @param name its path, from which files are found that it includes
 * @throws PolicyMapError with all that is wrong
 */
export function parseMap(text: string, name: string): LoadedMap {
  const files = [name];
  const readInclude: typeof readIncludeFile = (path, from) => {
    const included = readIncludeFile(path, from);
    files.push(included.name);
    return included;
  };
  return { ...readPolicyMap(text, name, { readInclude }), name, text, files };
}
