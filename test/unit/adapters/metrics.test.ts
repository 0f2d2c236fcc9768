import { expect, test } from "vitest";
import { createMetrics } from "../../../shared/adapters/metrics.ts";
import { captureOutput } from "../../support/capture-output.ts";

test("a line is in CloudWatch's embedded metric format, with the time that its values are of", () => {
  const atMs = Date.now() - 60_000;
  const capture = captureOutput();
  const writeMetrics = createMetrics("credential-vending-api");
  writeMetrics({ PolicyMapFetchFailed: 1, PolicyMapAgeSeconds: 61, ProbeMs: 7 }, new Date(atMs));
  writeMetrics({ PolicyMapFetchFailed: 0 }, new Date(atMs + 1));
  capture.stop();
  const lines = capture.text().trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      _aws: {
        Timestamp: atMs,
        CloudWatchMetrics: [
          {
            Namespace: "CredentialVending",
            Dimensions: [["service"]],
            Metrics: [
              { Name: "PolicyMapFetchFailed", Unit: "Count" },
              { Name: "PolicyMapAgeSeconds", Unit: "Seconds" },
              { Name: "ProbeMs", Unit: "Milliseconds" },
            ],
          },
        ],
      },
      service: "credential-vending-api",
      PolicyMapFetchFailed: 1,
      PolicyMapAgeSeconds: 61,
      ProbeMs: 7,
    },
    expect.objectContaining({ _aws: expect.objectContaining({ Timestamp: atMs + 1 }), PolicyMapFetchFailed: 0 }),
  ]);
});
