import { codes, type FaultCode, type RefusalCode } from "../../shared/model/codes.ts";
import { Fault } from "../../shared/model/fault.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { presentProblem } from "../../shared/present/problem.ts";
import { presentStsProblem } from "../../shared/present/sts-problem.ts";
import type { Interference } from "../faults/faults.ts";

interface RefuseOptions {
  readonly retryAfterSeconds?: number;
  /** In the protocol of STS. */
  readonly asSts?: boolean;
}

/** The service's own answer for a code, to the byte. */
export function refuseWith(
  code: RefusalCode | FaultCode,
  { asSts = false, ...wait }: RefuseOptions = {},
): Interference {
  const failure = isFault(code) ? new Fault(code, "made for a test", wait) : new Refusal(code, "made for a test", wait);
  const context = { requestId: "made-for-a-test", accept: undefined };
  const { status, headers, body } = asSts ? presentStsProblem(failure, context) : presentProblem(failure, context);
  return { kind: "answer", status, type: headers["content-type"] ?? "", body, headers };
}

function isFault(code: RefusalCode | FaultCode): code is FaultCode {
  return codes[code].status >= 500;
}
