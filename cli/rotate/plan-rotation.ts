import { randomBytes } from "node:crypto";
import type { ExternalIdRotation } from "../../shared/policy-map/external-id-rotation.ts";
import { CliError } from "../cli-error.ts";
import type { AccountEdit, AuthoredExternalId } from "./edit-account.ts";

export const rotationSteps = ["begin", "switch", "finish", "undo"] as const;
/** `undo` takes the last step back. */
export type RotationStep = (typeof rotationSteps)[number];

/** Where the next external ID is kept; undefined: it is made at random, and stands in the map. */
export type NextPlace = Exclude<AuthoredExternalId, string> | undefined;

/**
 * The change of the map that a step comes to.
 * @param rotation that of the account, where one has begun
 * @throws CliError for a step that is not the next
 */
export function planRotation(
  step: RotationStep,
  account: string,
  rotation: ExternalIdRotation | undefined,
  place: NextPlace,
): AccountEdit {
  if (place !== undefined && step !== "begin") throw new CliError("--ssm and --secret are for --step begin");
  if (step === "begin") {
    if (rotation !== undefined) throw new CliError(`the rotation of ${account} has begun: ${whatNext(rotation)}`);
    return { kind: "add", key: "nextExternalId", value: place ?? randomBytes(16).toString("hex") };
  }
  if (rotation === undefined) throw new CliError(`no rotation of ${account} has begun: --step begin does`);
  const isSwitched = rotation.otherIs === "previous";
  if (step === "switch") {
    if (isSwitched) throw new CliError(`${account} has been switched: ${whatNext(rotation)}`);
    return { kind: "swap", key: "nextExternalId", newKey: "previousExternalId" };
  }
  if (step === "undo") {
    return isSwitched
      ? { kind: "swap", key: "previousExternalId", newKey: "nextExternalId" }
      : { kind: "remove", key: "nextExternalId" };
  }
  if (!isSwitched) throw new CliError(`${account} has not been switched: ${whatNext(rotation)}`);
  return { kind: "remove", key: "previousExternalId" };
}

function whatNext({ otherIs }: ExternalIdRotation): string {
  return `--step ${otherIs === "next" ? "switch" : "finish"} is next, and --step undo takes the last one back`;
}
