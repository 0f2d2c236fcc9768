import type { Code, FaultCode, RefusalCode } from "../../shared/model/codes.ts";
import { Fault } from "../../shared/model/fault.ts";
import { Refusal } from "../../shared/model/refusal.ts";

const faultCodes: readonly Code[] = ["Internal", "UpstreamInvalid", "UpstreamUnavailable"] satisfies FaultCode[];

/** What the service throws for a code, with all that such a failure may tell its caller. */
export function failureOfCode(code: Code): Refusal | Fault {
  if (faultCodes.includes(code)) return new Fault(code as FaultCode, "an example");
  return new Refusal(code as RefusalCode, "an example", {
    ...(code === "GrantRequired" && { grants: ["nightly-report", "audit/archive"] }),
    ...(code === "MethodNotAllowed" && { allow: ["GET", "POST"] }),
  });
}
