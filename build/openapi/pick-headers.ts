import type { headers } from "./headers.ts";
import { reference } from "./reference.ts";

/** References to headers of an answer, each by its name. */
export function pickHeaders(...names: readonly (keyof typeof headers)[]): Readonly<Record<string, object>> {
  return Object.fromEntries(["X-Request-Id" as const, ...names].map((name) => [name, reference("headers", name)]));
}
