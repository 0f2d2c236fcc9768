import type { Grant } from "../../model/policy-document.ts";

/** A value that one grant in so many has is common. */
const commonAmong = 20;

/**
 * Each grant as two objects: the members whose values are common in the map, which whole families of grants then share
 * at the price of one reference, and its own.
 */
export function splitGrants(grants: readonly Grant[]): readonly (readonly [common: object, own: object])[] {
  const texts = grants.map((grant) =>
    Object.entries(grant).map(([name, value]) => [name, value, `${name} ${JSON.stringify(value)}`] as const),
  );
  const uses = new Map<string, number>();
  for (const [, , text] of texts.flat()) {
    uses.set(text, (uses.get(text) ?? 0) + 1);
  }
  const isCommon = (text: string) => (uses.get(text) ?? 0) > Math.max(1, grants.length / commonAmong);
  return texts.map((members) => [
    Object.fromEntries(members.filter(([, , text]) => isCommon(text))),
    Object.fromEntries(members.filter(([, , text]) => !isCommon(text))),
  ]);
}
