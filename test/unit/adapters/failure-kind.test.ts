import { expect, test } from "vitest";
import { isPassing, kindOfFailure } from "../../../shared/adapters/failure-kind.ts";

const failure = (name: string, more: object = {}) => Object.assign(new Error("no"), { name, ...more });
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

test.each([
  ["throttled", failure("ThrottlingException", status(400))],
  ["throttled", failure("ProvisionedThroughputExceededException", status(400))],
  ["throttled", failure("Unknown", status(429))],
  // What is asked too often may say so with a status of its own: it is not down.
  ["throttled", failure("SlowDown", status(503))],
  ["unavailable", failure("TimeoutError")],
  ["unavailable", failure("AbortError")],
  ["unavailable", failure("InternalServerError", status(400))],
  ["unavailable", failure("Error", { code: "ECONNRESET" })],
  ["unavailable", failure("Error", { code: "EAI_AGAIN" })],
  ["unavailable", failure("Unknown", status(500))],
  ["garbled", failure("Error", { code: "HPE_INVALID_CONSTANT" })],
  ["refused", failure("Unknown", status(499))],
  ["refused", failure("AccessDenied", status(403))],
  ["refused", failure("Error", { code: "ERR_INVALID_ARG_TYPE" })],
  ["refused", failure("Error", { code: 7 })],
  ["refused", "no error at all"],
])("%s: %s", (kind, error) => {
  expect(kindOfFailure(error)).toBe(kind);
  expect(isPassing(error)).toBe(kind !== "refused");
});
