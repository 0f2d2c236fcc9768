import { Lexer } from "yaml";

/** No map comes near it; what goes deeper is an attack on the parser. */
export const deepestNesting = 64;

/** Tokens that the lexer adds to the text: start of a document, of a scalar, and an error inside `[ ]` or `{ }`. */
const unwritten = new Set(["\u0002", "\u001f", "\u0018"]);

/**
 * The offset of the first bracket or list dash that nests too deeply, undefined where none does. Asked before the text
 * is parsed: on a megabyte of `[` the parser does not fail but takes gigabytes of memory.
 */
export function tooDeepOffset(text: string): number | undefined {
  let offset = 0;
  let brackets = 0;
  let dashes = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (isScalar) dashes = 0;
    else {
      if (token === "[" || token === "{") brackets++;
      else if (token === "]" || token === "}") brackets--;
      else if (token === "-" || token === "?" || token === ":") dashes++;
      // Any text or line break ends a run of compact indicators such as `- - - x`.
      else if (token.trim() !== "" || token.includes("\n")) dashes = 0;
      if (brackets > deepestNesting || dashes > deepestNesting) return offset;
    }
    isScalar = token === "\u001f";
    if (!unwritten.has(token)) offset += token.length;
  }
  return undefined;
}
