/** What audit records, log lines and metrics of this deployment are told apart by from those of others. */
export function readServiceName(env: Readonly<Record<string, string | undefined>>): string {
  return env["POWERTOOLS_SERVICE_NAME"] || "credential-vending-api";
}
