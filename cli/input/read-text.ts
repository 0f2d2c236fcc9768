import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";

/** A text that was read, and what messages call it. */
export interface NamedText {
  readonly text: string;
  readonly name: string;
}

/**
 * Reads a file, or standard input.
 * @param location `PATH`, `file:PATH`, `file:///PATH`, or `-` for standard input
 * @throws CliError where it cannot be read, or is not UTF-8
 */
export async function readText(location: string, io: CliIo): Promise<NamedText> {
  if (location === "-") {
    return { text: await io.readInput(), name: "(standard input)" };
  }
  const path = pathOf(location);
  try {
    return {
      text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path)),
      name: path,
    };
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${wordFailure(error)}`, { file: path }, error);
  }
}

/** The path that a location means. */
export function pathOf(location: string): string {
  if (location.startsWith("file://")) {
    return fileURLToPath(location);
  }
  return location.replace(/^file:/, "");
}

const wordings: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission is denied",
  EISDIR: "it is a folder",
  ERR_ENCODING_INVALID_ENCODED_DATA: "it is not UTF-8",
};

/** What the system says of a file, for a person. */
export function wordFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return wordings[code] ?? (code || String(error));
}
