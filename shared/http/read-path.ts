import { readSegments } from "./read-segments.ts";

/**
 * The path below what the gateway put in front, without one trailing slash. Repeated slashes stay, and so match no route.
 *
 * @param prefixes as of `readSegments`
 * @throws Refusal `InvalidRequest`
 */
export function readPath(path: string, prefixes: readonly string[]): string {
  const segments = readSegments(path, prefixes);
  const isTrailed = segments.length > 1 && segments.at(-1) === "" && segments.at(-2) !== "";
  return `/${(isTrailed ? segments.slice(0, -1) : segments).join("/")}`;
}
