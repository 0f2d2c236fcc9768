import { codes, type FaultCode, type RefusalCode } from "../../shared/model/codes.ts";
import { Fault } from "../../shared/model/fault.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { presentProblem } from "../../shared/present/problem.ts";
import type { Interference } from "../faults/faults.ts";

/** The service's own answer for a code, to the byte. */
export function refuseWith(
  code: RefusalCode | FaultCode,
  wait: { readonly retryAfterSeconds?: number } = {},
): Interference {
  const failure = isFault(code) ? new Fault(code, "made for a test", wait) : new Refusal(code, "made for a test", wait);
  const { status, headers, body } = presentProblem(failure, { requestId: "made-for-a-test", accept: undefined });
  return { kind: "answer", status, type: "application/json", body, headers };
}

function isFault(code: RefusalCode | FaultCode): code is FaultCode {
  return codes[code].status >= 500;
}
