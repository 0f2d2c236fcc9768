import { deepestNesting } from "./check-depth.ts";
import type { PlacedMember, PlacedNode } from "./placed-node.ts";
import { plainValue } from "./plain-value.ts";

/**
 * Reads YAML as maps are usually written, and JSON, five times as fast as the library: mappings and lists by indentation,
 * scalars and brackets that end on their line; no anchors, tags, block scalars, escapes beyond JSON's. A map of ten thousand
 * grants takes the library two seconds.
 *
 * Whatever is not surely of that kind, or would be reported (a key twice, a number that is not exact), is the library's: this
 * reader never says that something is wrong. That both mean the same is tested on texts that are changed at random.
 * @returns undefined where the library has to read the text
 */
export function readSimpleYaml(text: string): PlacedNode | undefined {
  if (unusual.test(text)) return undefined;
  try {
    return new SimpleReader(text).read();
  } catch (error) {
    // A scalar of megabytes can be more than a regular expression takes.
    if (error === notSimple || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Tabs, other line ends and what else YAML treats in ways of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unusual = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;

/** Thrown to leave from any depth: no failure, so that a stack would be waste. */
const notSimple = Symbol("not simple");

const longestKey = 200;

/** A key and its colon; in a line, what follows must be a space or the end. */
const blockKey = /(?:([A-Za-z_$][\w$.\\/-]*)|"([^"\\\n]*)"|'([^'\n]*)'):(?= |\n|$)/y;
/** In brackets, the colon of a quoted key needs no space. */
const flowKey = /(?:([A-Za-z_$][\w$.\\/-]*):(?=[ \n])|"([^"\\\n]*)":)/y;
const doubleQuoted = /"(?:[^"\\\n]|\\["\\/bfnrt])*"/y;
const singleQuoted = /'([^'\n]*)'(?!')/y;
const blockPlain = /[A-Za-z0-9_/.](?:[^\n:#]|:(?![ \n]|$)|(?<! )#)*/y;
const flowPlain = /[A-Za-z0-9_/.](?:[^\n:#,[\]{}]|:(?![ \n,[\]{}]|$)|(?<! )#)*/y;
const restOfLine = /(?: *| +#[^\n]*)(?:\n|$)/y;
/** One at a time: a repeated group of millions exhausts the stack of the engine. */
const emptyLine = / *(?:#[^\n]*)?\n/y;
const spaces = / */y;
const spacesAndLines = /[ \n]*/y;

class SimpleReader {
  readonly #text: string;
  /** Where the next thing to read begins. */
  #at = 0;
  /** Column of the first thing in the line that is being read; -1 at the end of the text. */
  #indent = -1;
  #depth = 0;
  #between = spaces;

  constructor(text: string) {
    this.#text = text;
  }

  read(): PlacedNode {
    this.#nextLine();
    if (this.#indent !== 0) throw notSimple;
    if (this.#text[this.#at] !== "{") return this.#end(this.#blockMap(0));
    // JSON, or what is written like it: lines mean nothing until the last bracket.
    this.#between = spacesAndLines;
    const root = this.#flow();
    this.#match(spacesAndLines);
    this.#indent = this.#at === this.#text.length ? -1 : 0;
    return this.#end(root);
  }

  #end(root: PlacedNode): PlacedNode {
    if (this.#indent !== -1) throw notSimple;
    return root;
  }

  /** The next match at this place, which is left behind. */
  #match(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) throw notSimple;
    this.#at = pattern.lastIndex;
    return match;
  }

  #skipEmptyLines(): void {
    emptyLine.lastIndex = this.#at;
    while (emptyLine.test(this.#text)) this.#at = emptyLine.lastIndex;
  }

  #nextLine(): void {
    this.#skipEmptyLines();
    const lineStart = this.#at;
    this.#match(spaces);
    const isEnd = this.#at === this.#text.length || this.#text[this.#at] === "#";
    // A comment in the last line, without a line break, is all that is left.
    this.#indent = isEnd ? -1 : this.#at - lineStart;
  }

  #endLine(): void {
    this.#match(restOfLine);
    this.#nextLine();
  }

  #block(indent: number): PlacedNode {
    this.#depth += 1;
    if (this.#depth > deepestNesting) throw notSimple;
    const node = this.#isDash() ? this.#blockList(indent) : this.#blockMap(indent);
    this.#depth -= 1;
    return node;
  }

  #isDash(): boolean {
    return this.#text[this.#at] === "-" && this.#text[this.#at + 1] === " ";
  }

  #blockMap(indent: number): PlacedNode {
    const offset = this.#at;
    const members = new Map<string, PlacedMember>();
    while (this.#indent === indent && !this.#isDash()) {
      const keyOffset = this.#at;
      const key = this.#key(blockKey, members);
      members.set(key, { keyOffset, node: this.#blockValue(indent) });
    }
    if (this.#indent > indent || members.size === 0) throw notSimple;
    return mapNode(offset, members, true);
  }

  /** On the line of its key, or on the lines below. */
  #blockValue(indent: number): PlacedNode {
    this.#match(spaces);
    const first = this.#text[this.#at];
    if (first !== undefined && first !== "\n" && first !== "#") {
      const node = this.#inline(blockPlain);
      this.#endLine();
      return node;
    }
    if (first === "#" && this.#text[this.#at - 1] !== " ") throw notSimple;
    this.#at -= first === "#" ? 1 : 0;
    this.#endLine();
    if (this.#indent > indent) return this.#block(this.#indent);
    // The items of a list may stand below the first letter of its key.
    if (this.#indent === indent && this.#isDash()) return this.#block(indent);
    throw notSimple;
  }

  #blockList(indent: number): PlacedNode {
    const offset = this.#at;
    const items: PlacedNode[] = [];
    while (this.#indent === indent && this.#isDash()) {
      const dash = this.#at;
      this.#at += 1;
      this.#match(spaces);
      blockKey.lastIndex = this.#at;
      if (blockKey.test(this.#text)) {
        this.#indent = indent + this.#at - dash;
        items.push(this.#block(this.#indent));
      } else {
        items.push(this.#inline(blockPlain));
        this.#endLine();
      }
    }
    if (this.#indent > indent) throw notSimple;
    return { value: items.map(({ value }) => value), offset, isBlock: true, members: undefined, items };
  }

  #key(pattern: RegExp, known: ReadonlyMap<string, unknown>): string {
    const [, plain, double, single] = this.#match(pattern);
    const key = plain ?? double ?? single ?? "";
    const isTyped = plain !== undefined && typeof plainValue(plain) !== "string";
    if (isTyped || key.length > longestKey || known.has(key) || key === "__proto__" || key === "<<") throw notSimple;
    return key;
  }

  /** A scalar, or a collection in brackets. */
  #inline(plain: RegExp): PlacedNode {
    const offset = this.#at;
    switch (this.#text[offset]) {
      case "[":
      case "{":
        return this.#flow();
      case '"': {
        const [token] = this.#match(doubleQuoted);
        return scalarNode(offset, token.includes("\\") ? JSON.parse(token) : token.slice(1, -1));
      }
      case "'":
        return scalarNode(offset, this.#match(singleQuoted)[1]);
      default: {
        const [token] = this.#match(plain);
        const text = token.trimEnd();
        this.#at -= token.length - text.length;
        return scalarNode(offset, plainValue(text));
      }
    }
  }

  #flow(): PlacedNode {
    this.#depth += 1;
    if (this.#depth > deepestNesting) throw notSimple;
    const node = this.#text[this.#at] === "{" ? this.#flowMap() : this.#flowList();
    this.#depth -= 1;
    return node;
  }

  #flowMap(): PlacedNode {
    const offset = this.#at;
    const members = new Map<string, PlacedMember>();
    this.#members("}", () => {
      const keyOffset = this.#at;
      const key = this.#key(flowKey, members);
      this.#match(this.#between);
      members.set(key, { keyOffset, node: this.#inline(flowPlain) });
    });
    return mapNode(offset, members, false);
  }

  #flowList(): PlacedNode {
    const offset = this.#at;
    const items: PlacedNode[] = [];
    this.#members("]", () => {
      items.push(this.#inline(flowPlain));
    });
    return { value: items.map(({ value }) => value), offset, isBlock: false, members: undefined, items };
  }

  /** From the opening bracket to the closing one, with a comma between two members. */
  #members(close: "}" | "]", readMember: () => void): void {
    this.#at += 1;
    this.#match(this.#between);
    if (this.#text[this.#at] !== close) {
      for (;;) {
        readMember();
        this.#match(this.#between);
        if (this.#text[this.#at] !== ",") break;
        this.#at += 1;
        this.#match(this.#between);
      }
    }
    if (this.#text[this.#at] !== close) throw notSimple;
    this.#at += 1;
  }
}

function scalarNode(offset: number, value: unknown): PlacedNode {
  if (value === undefined) throw notSimple;
  return { value, offset, isBlock: false, members: undefined, items: undefined };
}

function mapNode(offset: number, members: ReadonlyMap<string, PlacedMember>, isBlock: boolean): PlacedNode {
  const value: Record<string, unknown> = {};
  for (const [key, { node }] of members) value[key] = node.value;
  return { value, offset, isBlock, members, items: undefined };
}
