import type { RotationStep } from "./plan-rotation.ts";

/** What has to be done outside of the map, in this order, before the next step is right. */
export function rotationNotes(
  step: RotationStep,
  map: string,
  account: string,
  wasSwitched: boolean,
): readonly string[] {
  const deploy = `deploy the trust policies of the account: npx vend trust ${map} --account ${account} --as cloudformation`;
  const rights =
    "where the external IDs are kept in SSM or Secrets Manager, let the service read both: npx vend trust has its policy";
  const verify = `with the service's credentials: npx vend doctor ${map} --account ${account}`;
  const publish = "publish the map, and wait until every instance has it (/readyz names the version)";
  switch (step) {
    case "begin":
      return [deploy, rights, verify, "then --step switch"];
    case "switch":
      return [verify, publish, "then --step finish"];
    case "undo":
      return wasSwitched ? [publish, verify] : [deploy, verify];
    case "finish":
      return [deploy, verify, "a rollback to a map from before the switch sends what is refused from now on"];
  }
}
