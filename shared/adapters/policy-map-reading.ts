import { createHash } from "node:crypto";

/** What a source holds. */
export type PolicyMapReading = (UnchangedMap | PolicyMapText | UnusableMap) & {
  /** The source asks not to be read again before this time has passed. */
  readonly pollAfterMs?: number;
};

/** The version that the reader named. */
interface UnchangedMap {
  readonly unchanged: true;
}

/** A policy map as it was read, before anything in it has been checked. */
export interface PolicyMapText {
  readonly text: string;
  /** What errors in it are located by. */
  readonly name: string;
  /** The source's own name for this content, such as an object's version id; never the same for another content. */
  readonly version: string;
}

/** A version that is no text that could be a map: refused as an invalid one is, and not read again. */
export interface UnusableMap {
  readonly unusable: { readonly rule: string; readonly repair: string };
  readonly name: string;
  readonly version: string;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a map. Bytes that are not UTF-8 are not mended: what would stand in their place could match a claim. */
export function readMapText(bytes: Uint8Array, name: string, version: string): PolicyMapText | UnusableMap {
  try {
    return { text: utf8.decode(bytes), name, version };
  } catch {
    return { unusable: { rule: "is not UTF-8 text", repair: "save it as UTF-8" }, name, version };
  }
}

/** A version of a map that is over the size that a source may give. */
export function tooLarge(maxBytes: number, name: string, version: string): UnusableMap {
  const rule = `is over ${Math.floor(maxBytes / 1_000_000)} MB`;
  return { unusable: { rule, repair: "split the map among several services" }, name, version };
}

/** A name for a content whose source has none that is never given twice. */
export function contentVersion(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
