import type { Credentials } from "../../clients/node/credentials.ts";
import type { Format } from "../../shared/model/format.ts";
import { presentSession } from "../../shared/present/present-session.ts";
import { CliError } from "../cli-error.ts";

/**
 * Credentials in one of the service's shapes, as the service writes it.
 * @param nowMs milliseconds since the epoch
 * @throws CliError where the service did not say which role they are of
 */
export function presentCredentials({ roleArn, ...keys }: Credentials, format: Format, nowMs: number): string {
  if (roleArn === undefined) {
    throw new CliError("the service's answer does not say which role it is for: is it this service?");
  }
  return presentSession({ ...keys, roleArn }, { format, answersAccountId: false, nowMs }).body;
}
