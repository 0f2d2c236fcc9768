import { countWrittenMembers } from "../model/count-written-members.ts";
import { malformed } from "./malformed.ts";

/**
 * A JSON object (RFC 8259) from its bytes, read so that no other parser can read it differently: invalid UTF-8, a byte
 * order mark and a member that is given twice are refused (RFC 8259 section 4 leaves open which of two counts), and so
 * is a member `__proto__`, which validators drop rather than report. The parser's own error is not kept: it quotes the
 * text, and that may hold a token.
 *
 * @throws Refusal `InvalidRequest`
 */
export function parseJsonObject(bytes: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  const text = decodeUtf8(bytes);
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed("The body is not a JSON object");
  }
  if (countMembers(value) !== countWrittenMembers(text)) {
    throw malformed("The body holds a member twice");
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Empty, which is no JSON text either, where the bytes are not UTF-8. */
function decodeUtf8(bytes: Uint8Array | undefined): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Members that parsing kept, at any depth; no recursion, for 64 KiB can nest 32,768 arrays. */
function countMembers(root: object): number {
  const open: object[] = [root];
  let count = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Object.hasOwn(value, "__proto__")) {
      throw malformed("The body holds an unknown member");
    }
    count += Array.isArray(value) ? 0 : Object.keys(value).length;
    open.push(...Object.values(value).filter((member) => typeof member === "object" && member !== null));
  }
  return count;
}
