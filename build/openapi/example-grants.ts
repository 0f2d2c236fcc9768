import { type ListedGrant, presentGrants } from "../../shared/present/present-grants.ts";

const grant: ListedGrant = {
  name: "nightly-report",
  description: "Reads the exports of its own team",
  isDefault: true,
  oneTime: undefined,
  durationSeconds: 3_600,
  capAt: undefined,
  format: "container",
  parameters: [{ name: "dataset", pattern: "[a-z0-9-]{1,40}", description: "Which of them" }],
  targets: [{ account: "reporting", roleArn: "arn:aws:iam::111122223333:role/report-reader" }],
};

/** What a caller of one grant is told that it may ask for. */
export function exampleGrants(): unknown {
  return JSON.parse(presentGrants([grant]).body);
}
