/** No map comes near it; what goes deeper is an attack on the parser. */
export const deepestNesting = 64;

/**
 * What stands between blanks: some fifteen thousand grants. The library takes up to 1 kB of memory for each, so that a flow
 * list of five megabytes would take more than two gigabytes.
 */
export const mostTokens = 1_500_000;

/** Tokens that the lexer adds to the text: start of a document, of a scalar, and an error inside `[ ]` or `{ }`. */
const unwritten = new Set(["\u0002", "\u001f", "\u0018"]);

/** A bracket or list dash that nests too deeply. */
export class TooDeep extends Error {
  override readonly name = "TooDeep";
  readonly offset: number;

  constructor(offset: number) {
    super("nested too deeply");
    this.offset = offset;
  }
}

/** A text of more values than can be read. */
export class TooMany extends Error {
  override readonly name = "TooMany";
  readonly offset: number;

  constructor(offset: number) {
    super("too many values");
    this.offset = offset;
  }
}

/**
 * Passes the lexer's tokens on. They are checked before the parser sees them: on a megabyte of `[` it does not fail but
 * takes gigabytes of memory.
 * @throws TooDeep, TooMany
 */
export function* checkDepth(tokens: Iterable<string>): Generator<string, void> {
  let offset = 0;
  let brackets = 0;
  let dashes = 0;
  let isScalar = false;
  let count = 0;
  for (const token of tokens) {
    if (isScalar) dashes = 0;
    else {
      if (token === "[" || token === "{") brackets++;
      else if (token === "]" || token === "}") brackets--;
      else if (token === "-" || token === "?" || token === ":") dashes++;
      // Any text or line break ends a run of compact indicators such as `- - - x`.
      else if (token.trim() !== "" || token.includes("\n")) dashes = 0;
      if (brackets > deepestNesting || dashes > deepestNesting) throw new TooDeep(offset);
    }
    isScalar = token === "\u001f";
    if (!unwritten.has(token)) {
      if (!token.startsWith(" ")) count += 1;
      if (count > mostTokens) throw new TooMany(offset);
      offset += token.length;
    }
    yield token;
  }
}
