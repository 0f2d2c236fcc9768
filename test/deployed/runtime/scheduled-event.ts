/**
 * What a schedule of EventBridge invokes a function with.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
 */
export const scheduledEvent = {
  version: "0",
  id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: "999988887777",
  time: "2026-11-26T08:15:00Z",
  region: "eu-central-1",
  resources: ["arn:aws:events:eu-central-1:999988887777:rule/made-up"],
  detail: {},
};
