import type { ExternalIdRotation } from "../external-id-rotation.ts";
import type { DiffEntry } from "./policy-map-diff.ts";

/**
 * What changes in the external IDs that trust policies accept and the service does not send. No caller gains or loses by it;
 * whoever owns the accounts has trust policies to deploy.
 */
export function diffRotations(
  older: readonly ExternalIdRotation[],
  newer: readonly ExternalIdRotation[],
): readonly DiffEntry[] {
  const names = new Set([...older, ...newer].map(({ account }) => account));
  return [...names].flatMap((account) => {
    const before = acceptedBeside(older, account);
    const after = acceptedBeside(newer, account);
    return (["next", "previous"] as const).flatMap((which): DiffEntry[] => {
      const text = word(which, before.get(which), after.get(which));
      if (text === undefined) return [];
      return [
        { part: "account", name: account, facet: `${which}ExternalId`, effect: "changes", text, witness: undefined },
      ];
    });
  });
}

/** The external ID that is accepted beside the one that is sent, as JSON, by which of the two it is. */
function acceptedBeside(rotations: readonly ExternalIdRotation[], account: string): ReadonlyMap<string, string> {
  const ofAccount = rotations.filter((rotation) => rotation.account === account);
  return new Map(ofAccount.map(({ otherIs, other }) => [otherIs, JSON.stringify(other)]));
}

/** Never the ID itself. */
function word(which: string, before: string | undefined, after: string | undefined): string | undefined {
  if (before === after) return undefined;
  if (before === undefined) return `its ${which} external ID is now accepted by trust policies too, and not sent`;
  return after === undefined
    ? `no ${which} external ID is accepted any more beside the one that is sent`
    : `another ${which} external ID is accepted beside the one that is sent`;
}
