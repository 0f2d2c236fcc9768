import { type Document, type ErrorCode, type ParsedNode, parseDocument } from "yaml";
import { tooDeepOffset } from "./check-depth.ts";
import { checkNodes } from "./check-nodes.ts";
import type { Findings, MapPath } from "./findings.ts";
import { locatePath } from "./locate-path.ts";

/** Five megabytes hold some fifty thousand grants. */
const mostBytes = 5_000_000;

/** An anchor may be used this often, in all its expansions: a bomb needs far more. */
const mostAliases = 100;

/** A text that was read, and where its parts are. */
export interface MapText {
  /** The plain value; undefined where none can be had. */
  readonly value: unknown;
  readonly offsetOf: (path: MapPath, spot: "value" | "key") => number;
}

const unreadable: MapText = { value: undefined, offsetOf: () => 0 };

/** Reads YAML 1.2 (core schema; JSON is part of it) and reports what is not plain data. Never throws. */
export function readYaml(text: string, findings: Findings): MapText {
  const at = (offset: number, rule: string, repair: string): MapText => {
    findings.report([], rule, repair, { offset });
    return unreadable;
  };
  if (Buffer.byteLength(text) > mostBytes) return at(0, "is over 5 MB", "split the map");
  if (!text.isWellFormed()) return at(0, "is not well-formed Unicode", "save it as UTF-8");
  const tooDeep = tooDeepOffset(text);
  if (tooDeep !== undefined) return at(tooDeep, "is nested too deeply", "flatten it");
  try {
    return readDocument(parse(text), findings);
  } catch (error) {
    // Nesting by indentation can exhaust the parser's stack; whatever else it throws, the text is not readable.
    const rule = error instanceof RangeError ? "is nested too deeply" : "is not readable as YAML";
    return at(0, rule, "check its structure");
  }
}

function parse(text: string): Document.Parsed {
  return parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    // Compared here by `checkNodes` in linear time: the parser compares each key with each.
    uniqueKeys: false,
    // The source lines in the parser's own messages could show an external ID.
    prettyErrors: false,
    logLevel: "error",
  });
}

function readDocument(document: Document.Parsed, findings: Findings): MapText {
  for (const { code, pos } of [...document.errors, ...document.warnings]) {
    const [rule, repair] = wordings[code] ?? ["is not valid YAML here", "check quotes, brackets and indentation"];
    findings.report([], rule, repair, { offset: pos[0] });
  }
  if (document.directives.yaml.version !== "1.2") {
    findings.report([], "asks for another version of YAML", "remove the %YAML line", { offset: 0 });
  }
  const root: ParsedNode | null = document.contents;
  const index = checkNodes(root, findings);
  const offsetOf: MapText["offsetOf"] = (path, spot) => locatePath(root, index, path, spot);
  if (document.errors.length > 0 || !index.isExpandable) return { ...unreadable, offsetOf };
  return { value: expand(document, findings), offsetOf };
}

function expand(document: Document.Parsed, findings: Findings): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return findings.report([], "uses its anchors too often", "write them out", { offset: 0 });
  }
}

/** The parser's messages quote the text; these do not. */
const wordings: Partial<Record<ErrorCode, readonly [rule: string, repair: string]>> = {
  TAB_AS_INDENT: ["is indented by a tab", "indent by spaces"],
  BAD_INDENT: ["is not indented as what it belongs to", "align it"],
  MULTIPLE_DOCS: ["is a second document", "keep one document a file"],
  TAG_RESOLVE_FAILED: ["has a tag that a policy map does not know", "remove the tag"],
  BAD_DIRECTIVE: ["is an unknown directive", "remove the line"],
  MISSING_CHAR: ["lacks a closing quote or bracket, or a comma", "close it"],
  BAD_SCALAR_START: ["begins with a character that YAML keeps for itself", "put the text in quotes"],
  BAD_DQ_ESCAPE: ["has an escape that YAML does not know", "use single quotes, or double the backslash"],
  BLOCK_AS_IMPLICIT_KEY: [
    "has two keys on one line",
    "put the text in quotes, or indent the inner mapping on its own line",
  ],
  RESOURCE_EXHAUSTION: ["is nested too deeply", "flatten it"],
};
