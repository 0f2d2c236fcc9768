import { LineCounter } from "yaml";
import { Findings, type MapPath } from "./findings.ts";
import type { FoundPlace } from "./locate-path.ts";
import { readYaml } from "./read-yaml.ts";

/** One file: its plain value, and where its parts are. */
export interface Source {
  readonly name: string;
  /** Undefined or null where there is none to look at. */
  readonly value: unknown;
  /** What is wrong with this file by itself, in its own paths. */
  readonly findings: Findings;
  readonly find: (path: MapPath, spot: "value" | "key") => FoundPlace;
  /** Both from 1. */
  readonly positionOf: (offset: number) => { readonly line: number; readonly column: number };
}

/** Reads a file's text (YAML 1.2 or JSON). Never throws. */
export function readSource(text: string, name: string): Source {
  // A byte order mark is not part of the text that an editor counts columns in.
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const findings = new Findings();
  const { value, locate } = readYaml(source, findings);
  if (value === null) findings.report([], "is empty", "begin with version: 1", { offset: 0 });
  const lines = countLines(source);
  return {
    name,
    value,
    findings,
    find: locate,
    positionOf: (offset) => {
      const { line, col } = lines.linePos(offset);
      return { line, column: col };
    },
  };
}

function countLines(source: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}
