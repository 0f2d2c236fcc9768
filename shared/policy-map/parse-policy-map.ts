import { LineCounter } from "yaml";
import type { PolicyDocument } from "../model/policy-document.ts";
import { checkShape } from "./check-shape.ts";
import { type Finding, Findings, type MapPath } from "./findings.ts";
import { normaliseMap } from "./normalise-map.ts";
import { PolicyMapError, type PolicyMapProblem } from "./policy-map-error.ts";
import { type MapText, readYaml } from "./read-yaml.ts";

/**
 * Turns what an admin wrote (YAML 1.2 or JSON) into a document that the service can decide with. The same text always
 * gives the same document.
 * @param fileName only for messages
 * @throws PolicyMapError with all that is wrong, each with line, column, path, rule and repair
 */
export function parsePolicyMap(text: string, fileName: string): PolicyDocument {
  // A byte order mark is not part of the text that an editor counts columns in.
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const findings = new Findings();
  const read = readYaml(source, findings);
  if (read.value === null) findings.report([], "is empty", "begin with version: 1", { offset: 0 });
  const hasValue = read.value !== undefined && read.value !== null;
  const document = hasValue ? normaliseMap(checkShape(read.value, findings), findings) : undefined;
  if (document === undefined || findings.all.length > 0) {
    throw new PolicyMapError(locate(findings.all, source, read, fileName));
  }
  return document;
}

function locate(findings: readonly Finding[], source: string, read: MapText, file: string): PolicyMapProblem[] {
  const lines = countLines(source);
  // What is no plain data is of no shape either: the first says it all.
  const structural = new Set(findings.filter(isStructural).map(({ path }) => printPath(path)));
  return findings
    .filter((finding) => isStructural(finding) || !structural.has(printPath(finding.path)))
    .map(({ path, spot, rule, repair }) => {
      const { line, col } = lines.linePos(typeof spot === "object" ? spot.offset : read.offsetOf(path, spot));
      return { file, line, column: col, path: printPath(path), rule, repair };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

function isStructural({ spot, path }: Finding): boolean {
  return typeof spot === "object" && path.length > 0;
}

function countLines(source: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}

function printPath(path: MapPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w$-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}
