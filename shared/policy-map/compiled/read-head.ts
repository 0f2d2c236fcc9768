import { createHash } from "node:crypto";
import { PolicyMapError } from "../policy-map-error.ts";
import { type CompiledHead, compiledFormat } from "./compiled-format.ts";
import { unknownMember } from "./known-members.ts";

/** Hashed in pieces, a text is never copied whole: a third off the time of a large one. In UTF-16 units. */
const hashedAtOnce = 65_536;

/** What a compiled map says of itself, and where the rest of it stands. */
export interface ReadHead {
  readonly head: CompiledHead;
  /** Where the directory's digits begin. */
  readonly directoryStart: number;
  /** Where the first part begins. */
  readonly partsStart: number;
}

/**
 * Reads what a compiled map begins with, once its digest has held.
 * @throws PolicyMapError for a text that is no compiled map, of another version, damaged, or with members that this
 *   service does not know
 */
export function readHead(text: string, name: string): ReadHead {
  const bodyStart = text.indexOf("\n") + 1;
  const opening = readOpening(text.slice(0, bodyStart));
  if (opening === undefined) {
    throw refusal(name, "is no compiled policy map as it was written");
  }
  if (opening.compiledPolicyMap !== compiledFormat) {
    throw refusal(name, `is compiled in a format that this version does not read (it reads ${compiledFormat})`);
  }
  if (opening.sha256 !== hashFrom(text, bodyStart)) {
    throw refusal(name, "is damaged: its SHA-256 is not the one it states");
  }
  const headEnd = text.indexOf("\n", bodyStart);
  const directoryEnd = text.indexOf("\n", headEnd + 1);
  const head = JSON.parse(text.slice(bodyStart + '"head":'.length, headEnd - 1)) as CompiledHead;
  const unknown = unknownMember(head.members);
  if (unknown !== undefined) {
    throw refusal(name, `has rules with the member ${unknown}, which this version does not know`);
  }
  return {
    head,
    directoryStart: headEnd + 1 + '"directory":"'.length,
    partsStart: directoryEnd + 1 + '"parts":[\n'.length,
  };
}

function readOpening(line: string): { readonly compiledPolicyMap?: unknown; readonly sha256?: unknown } | undefined {
  try {
    return line.endsWith(",\n") ? JSON.parse(`${line.slice(0, -2)}}`) : undefined;
  } catch {
    return undefined;
  }
}

function hashFrom(text: string, start: number): string {
  const hash = createHash("sha256");
  for (let at = start; at < text.length; at += hashedAtOnce) {
    hash.update(text.slice(at, at + hashedAtOnce));
  }
  return hash.digest("hex");
}

function refusal(file: string, rule: string): PolicyMapError {
  const repair = "compile it again with `npx vend compile` of the version that is deployed";
  return new PolicyMapError([{ file, line: 1, column: 1, path: "", rule, repair }]);
}
