import type { MfaCondition } from "../../model/policy-document.ts";

/** Whether every sign-in that `newer` admits is admitted by `older` too. A condition that asks nothing admits none. */
export function admitsNoMoreSignIns(newer: MfaCondition, older: MfaCondition): boolean {
  const asksNothing = ({ amr, acr, maxAgeSeconds }: MfaCondition) =>
    amr.length === 0 && acr.length === 0 && maxAgeSeconds === undefined;
  if (asksNothing(newer) || asksNothing(older)) return asksNothing(newer);
  return (
    isInside(newer.amr, older.amr) &&
    isInside(newer.acr, older.acr) &&
    (older.maxAgeSeconds === undefined || (newer.maxAgeSeconds ?? Number.POSITIVE_INFINITY) <= older.maxAgeSeconds)
  );
}

/** An empty list asks for nothing. */
function isInside(newer: readonly string[], older: readonly string[]): boolean {
  return older.length === 0 || (newer.length > 0 && newer.every((value) => older.includes(value)));
}
