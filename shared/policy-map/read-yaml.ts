import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  Lexer,
  type ParsedNode,
  Parser,
  YAMLParseError,
} from "yaml";
import { checkDepth, mostTokens, TooDeep, TooMany } from "./check-depth.ts";
import { checkNodes } from "./check-nodes.ts";
import { expandNodes } from "./expand-nodes.ts";
import { type Findings, type MapPath, mostFindings } from "./findings.ts";
import { type FoundPlace, locatePath } from "./locate-path.ts";
import { locatePlaced } from "./placed-node.ts";
import { readSimpleYaml } from "./read-simple-yaml.ts";

/** Ten megabytes hold some twenty-five thousand grants; more than that is compiled, or split. */
const mostBytes = 10_000_000;

/** A text that was read, and where its parts are. */
export interface MapText {
  /** The plain value; undefined where none can be had. */
  readonly value: unknown;
  readonly locate: (path: MapPath, spot: "value" | "key") => FoundPlace;
}

const unreadable: MapText = { value: undefined, locate: () => ({ offset: 0, depth: 0 }) };

/** Reads YAML 1.2 (core schema; JSON is part of it) and reports what is not plain data. Never throws. */
export function readYaml(text: string, findings: Findings): MapText {
  const at = (offset: number, rule: string, repair: string): MapText => {
    findings.report([], rule, repair, { offset });
    return unreadable;
  };
  if (Buffer.byteLength(text) > mostBytes) return at(0, "is over 10 MB", "split it: a map can include files");
  if (!text.isWellFormed()) return at(0, "is not well-formed Unicode", "save it as UTF-8");
  const simple = readSimpleYaml(text);
  if (simple !== undefined) {
    return { value: simple.value, locate: (path, spot) => locatePlaced(simple, path, spot) };
  }
  return readYamlByLibrary(text, findings);
}

/** The same, whatever the text is like: for a text that `readSimpleYaml` takes, ten times as slow. */
export function readYamlByLibrary(text: string, findings: Findings): MapText {
  try {
    return readDocument(parse(text), findings);
  } catch (error) {
    if (error instanceof TooMany) {
      const repair = "split it: a map can include files; or write it without anchors and block texts";
      findings.report([], "has more than 1,500,000 words and signs", repair, { offset: error.offset });
      return unreadable;
    }
    // Nesting by indentation can exhaust the parser's stack; whatever else it throws, the text is not readable.
    const isTooDeep = error instanceof TooDeep || error instanceof RangeError;
    const [rule, repair] = isTooDeep
      ? ["is nested too deeply", error instanceof TooDeep ? "flatten it" : "check its structure"]
      : ["is not readable as YAML", "check its structure"];
    findings.report([], rule, repair, { offset: error instanceof TooDeep ? error.offset : 0 });
    return unreadable;
  }
}

const options = {
  version: "1.2",
  schema: "core",
  // Merge keys are resolved by `checkNodes`, with everything that a place is looked up by.
  merge: false,
  resolveKnownTags: false,
  // Compared by `checkNodes` in linear time: the parser compares each key with each.
  uniqueKeys: false,
  // The source lines in the parser's own messages could show an external ID.
  prettyErrors: false,
  logLevel: "error",
} as const;

/** What the library's `parseDocument` does, with a look at each token on its way from the lexer to the parser. */
function parse(text: string): Document.Parsed {
  // Two passes: what has too many is refused in half a second, before anything is built. Fewer characters cannot have them.
  if (text.length > mostTokens) for (const _ of checkDepth(new Lexer().lex(text)));
  const [document, second] = new Composer(options).compose(tokensOf(text), true, text.length);
  if (document === undefined) throw new Error("the parser gave no document");
  if (second !== undefined)
    document.errors.push(new YAMLParseError([second.range[0], second.range[0]], "MULTIPLE_DOCS", ""));
  return document;
}

function* tokensOf(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  for (const token of checkDepth(new Lexer().lex(text))) yield* parser.next(token);
  yield* parser.end();
}

function readDocument(document: Document.Parsed, findings: Findings): MapText {
  for (const { code, pos } of [...document.errors, ...document.warnings].slice(0, mostFindings)) {
    const [rule, repair] = wordings[code] ?? ["is not valid YAML here", "check quotes, brackets and indentation"];
    findings.report([], rule, repair, { offset: pos[0] });
  }
  if (document.directives.yaml.version !== "1.2") {
    findings.report([], "asks for another version of YAML", "remove the %YAML line", { offset: 0 });
  }
  const root: ParsedNode | null = document.contents;
  const index = checkNodes(root, findings);
  const locate: MapText["locate"] = (path, spot) => locatePath(root, index, path, spot);
  if (document.errors.length > 0 || !index.isExpandable) return { ...unreadable, locate };
  return { value: expandNodes(root, index), locate };
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
