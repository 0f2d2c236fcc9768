import type { ClaimValue } from "../model/claims.ts";

/*
 * Measured with V8 of Node 24, garbage collected, over twenty shapes of claims, and rounded up: a list of two characters takes 51 bytes, and an
 * object of one member 262, where its member has a name that no other's has, since its shape is then its own.
 */
const listBytes = 56;
const objectBytes = 160;
const memberBytes = 64;
const valueBytes = 24;
const textBytes = 32;
/** Once a single character needs them, all have two. */
const bytesPerUnit = 2;

/**
 * What a JSON value holds in memory, in bytes, at most: whoever signs a token decides its shape, and lists of lists take twenty times as much
 * as the text that they come from. @param value no deeper than `parseStrictJson` lets through
 */
export function heldBytes(value: ClaimValue): number {
  if (typeof value === "string") return valueBytes + textBytes + value.length * bytesPerUnit;
  if (typeof value !== "object" || value === null) return valueBytes;
  const names = Array.isArray(value) ? [] : Object.keys(value);
  let bytes = Array.isArray(value) ? listBytes : objectBytes;
  for (const name of names) bytes += memberBytes + textBytes + name.length * bytesPerUnit;
  for (const item of Object.values(value) as ClaimValue[]) bytes += heldBytes(item);
  return bytes;
}
