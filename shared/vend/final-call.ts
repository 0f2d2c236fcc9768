import type { AssumeRoleInput, Assumption } from "../model/assumption.ts";

/** The call whose session is the answer: the only one, or the last of a chain. */
export function finalCall({ hops: [first, ...others] }: Assumption): AssumeRoleInput {
  return others.at(-1) ?? first;
}
