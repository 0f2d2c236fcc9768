import { afterEach, expect, test, vi } from "vitest";
import { captureOutput } from "../../support/capture-output.ts";
import { payload2 } from "../http/gateway-events.ts";
import { lambdaContext } from "../http/lambda-context.ts";

afterEach(() => vi.unstubAllEnvs());

test("the API is described where neither map nor region is said, behind a base path, and the record is written", async () => {
  for (const name of ["POLICY_MAP", "AWS_REGION"]) vi.stubEnv(name, "");
  vi.stubEnv("BASE_PATH", "/vend");
  vi.resetModules();
  const { handler, warm } = await import("../../../functions/openapi/handler.ts");
  await warm;
  const capture = captureOutput();
  const result = await handler(payload2({ rawPath: "/vend/openapi.json" }), lambdaContext());
  capture.stop();
  expect(result).toMatchObject({ statusCode: 200, body: expect.stringMatching(/^\{"openapi":"3\.1\.1"/) });
  expect(JSON.parse(capture.text())).toMatchObject({
    audit: { route: "GET /openapi.json", outcome: "answered", status: 200, sourceAddress: "192.0.2.1" },
  });
});
