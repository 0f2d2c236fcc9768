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
import type { Findings, MapPath } from "./findings.ts";
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
    if (error instanceof TooBroken) {
      // The library reports what is thrown through it as one more.
      reportErrors(error.errors.slice(0, mostErrors), findings);
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
  const [document, second] = strictComposer().compose(tokensOf(text), true, text.length);
  if (document === undefined) throw new Error("the parser gave no document");
  if (second !== undefined)
    document.errors.push(new YAMLParseError([second.range[0], second.range[0]], "MULTIPLE_DOCS", ""));
  return document;
}

/**
 * The library goes on after an error, and finds one in every sign of a text that is no YAML: with its stack, each takes a kilobyte, and
 * the last is worth as little as the thousandth.
 */
const mostErrors = 1000;

type SyntaxError = Pick<YAMLParseError, "code" | "pos">;

/** Thrown to end the reading of a text that has errors enough. */
class TooBroken extends Error {
  override readonly name = "TooBroken";
  readonly errors: readonly SyntaxError[];

  constructor(errors: readonly SyntaxError[]) {
    super("too many errors");
    this.errors = errors;
  }
}

/** The library's composer, which ends at the limit of errors. */
function strictComposer(): Composer {
  const composer = new Composer(options);
  const errors: SyntaxError[] = [];
  const { onError } = composer as unknown as { readonly onError: (...error: OnErrorArguments) => void };
  return Object.assign(composer, {
    onError: (...error: OnErrorArguments) => {
      const [source, code] = error;
      const start = typeof source === "number" ? source : Array.isArray(source) ? source[0] : source.offset;
      if (errors.push({ code, pos: [start, start] }) >= mostErrors) throw new TooBroken(errors);
      onError(...error);
    },
  });
}

/** What the composer calls for each error and warning; where the error is comes as an offset, a range or a token. */
type OnErrorArguments = [
  source: number | [number, number] | { readonly offset: number },
  code: ErrorCode,
  message: string,
  warning?: boolean,
];

function* tokensOf(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  let errors = 0;
  for (const source of checkDepth(new Lexer().lex(text))) {
    for (const token of parser.next(source)) {
      if (token.type === "error") errors += 1;
      yield token;
      // With these the composer has no say.
      if (errors >= mostErrors) return;
    }
  }
  yield* parser.end();
}

function readDocument(document: Document.Parsed, findings: Findings): MapText {
  reportErrors([...document.errors, ...document.warnings], findings);
  if (document.directives.yaml.version !== "1.2") {
    findings.report([], "asks for another version of YAML", "remove the %YAML line", { offset: 0 });
  }
  const root: ParsedNode | null = document.contents;
  const index = checkNodes(root, findings);
  const locate: MapText["locate"] = (path, spot) => locatePath(root, index, path, spot);
  if (document.errors.length > 0 || !index.isExpandable) return { ...unreadable, locate };
  return { value: expandNodes(root, index), locate };
}

function reportErrors(errors: readonly SyntaxError[], findings: Findings): void {
  for (const { code, pos } of errors) {
    const [rule, repair] = wordings[code] ?? ["is not valid YAML here", "check quotes, brackets and indentation"];
    findings.report([], rule, repair, { offset: pos[0] });
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
