import { expect, test } from "vitest";
import { createIssuerKeysLog } from "../../../shared/adapters/issuer-keys-log.ts";
import { captureOutput } from "../../support/capture-output.ts";

test("a fetch of keys that failed is one log line and one metric", () => {
  const counted: unknown[] = [];
  const capture = captureOutput();
  const record = createIssuerKeysLog("credential-vending-api", (values) => void counted.push(values));
  record({ issuer: "https://idp.test", reason: "the key set has no key for signatures" });
  capture.stop();
  expect(JSON.parse(capture.text())).toMatchObject({
    level: "WARN",
    message: "issuer keys",
    issuerKeys: { event: "fetchFailed", issuer: "https://idp.test", reason: "the key set has no key for signatures" },
  });
  expect(counted).toEqual([{ IssuerKeysFetchFailed: 1 }]);
});
