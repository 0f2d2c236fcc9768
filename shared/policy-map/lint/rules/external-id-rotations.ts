import type { LintRule } from "../lint-rule.ts";

/** A rotation is a state to leave: until then, who has learnt the old external ID is let in with it. */
export const externalIdRotations: LintRule = ({ rotations }, report) => {
  for (const { account, externalId, other, otherIs } of rotations) {
    const path = ["accounts", account, `${otherIs}ExternalId`];
    if (JSON.stringify(externalId) === JSON.stringify(other)) {
      report("external-id-unchanged", path, "is the external ID that is sent already", "make a new one, or remove it");
    } else if (otherIs === "next") {
      const repair = "once every role accepts it (vend doctor), make it externalId, and the old one previousExternalId";
      report("external-id-rotation", path, "is accepted beside the external ID that is sent", repair);
    } else {
      const repair = "once every instance has this map, remove it and deploy the trust policies without it";
      report("external-id-rotation", path, "is accepted still", repair);
    }
  }
};
