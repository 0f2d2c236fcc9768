import { randomHex } from "./random-hex.ts";

/** An X-Ray trace header: `Root=1-` epoch seconds in hex `-` 96 random bits. */
export function newTraceId(epochMs: number): string {
  return `Root=1-${Math.floor(epochMs / 1000).toString(16)}-${randomHex()}`;
}
