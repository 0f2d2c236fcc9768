import { CommanderError } from "commander";
import { VendError } from "../../clients/node/vend-error.ts";
import { Flaw } from "../../shared/policy-map/findings.ts";
import { PolicyMapError } from "../../shared/policy-map/policy-map-error.ts";
import { CliError } from "../cli-error.ts";

/** Who stopped the work: the one that asked, what was read, or a defect of ours, which alone is worth a stack. */
interface ErrorReport {
  readonly error: "usage" | "input" | "invalidMap" | "refused" | "unavailable" | "internal";
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** An error as standard error gets it: text, or one JSON document. */
export function describeError(error: unknown, isJson: boolean): string {
  const report = reportOf(error);
  return isJson
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : `${report.error === "invalidMap" ? "" : "error: "}${report.message}\n`;
}

function reportOf(error: unknown): ErrorReport {
  if (error instanceof CommanderError) {
    return { error: "usage", message: error.message.replace(/^error: /, "") };
  }
  if (error instanceof PolicyMapError) {
    return { error: "invalidMap", message: error.message, problems: error.problems };
  }
  if (error instanceof VendError) {
    const { message, code, status } = error;
    return { error: error.isRefusal ? "refused" : "unavailable", message, code, status };
  }
  if (error instanceof CliError) {
    return { error: "input", message: error.message, ...error.details };
  }
  if (error instanceof Flaw) {
    return { error: "input", message: error.message };
  }
  // Faults and refusals that reach this place have said what is the matter.
  if (error instanceof Error && ["Fault", "Refusal", "ConfigError"].includes(error.name)) {
    return { error: "input", message: error.message };
  }
  return { error: "internal", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
