import { InvalidArgumentError } from "commander";

/**
 * RFC 3339 with a zone: a time without one would mean another moment on another machine.
 * @returns milliseconds since the epoch
 * @throws InvalidArgumentError where it is none
 */
export function readTime(text: string): number {
  const isTime = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})$/.test(text);
  const atMs = isTime ? Date.parse(text.replace(" ", "T")) : Number.NaN;
  if (Number.isNaN(atMs)) {
    throw new InvalidArgumentError("Write a time with its zone, such as 2026-10-07T07:00:00Z or ...+02:00.");
  }
  return atMs;
}
