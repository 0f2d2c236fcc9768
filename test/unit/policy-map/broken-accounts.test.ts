import { describe, expect, it } from "vitest";
import { type BrokenRow, breakMap, problemsOf } from "./break-map.ts";

const rows: readonly BrokenRow[] = [
  [
    "an id without quotes",
    '"444455556666"',
    "444455556666",
    '21:18 accounts.archive.id: is a number, which loses leading zeros; quote it: "012345678901"',
  ],
  [
    "an id of 11 digits",
    '"444455556666"',
    '"44445555666"',
    "21:18 accounts.archive.id: is not an AWS account id; write its 12 digits, in quotes",
  ],
  [
    "two rotations at once",
    "externalId: hub-3Lm8",
    "externalId: hub-3Lm8, nextExternalId: hub-4Lm8, previousExternalId: hub-2Lm8",
    "22:52 accounts.hub.nextExternalId: cannot stand beside previousExternalId; remove previousExternalId first, and deploy the trust policies without it",
  ],
  [
    "a rotation of no external ID",
    "externalId: hub-3Lm8",
    "nextExternalId: hub-4Lm8",
    "22:30 accounts.hub.nextExternalId: stands in an account without externalId, so that it changes nothing; write it as externalId",
  ],
  [
    "a next external ID from nowhere",
    "externalId: hub-3Lm8",
    "externalId: hub-3Lm8, nextExternalId: { hub-4Lm8 }",
    "22:68 accounts.hub.nextExternalId: must say exactly one of ssm and secret; write { ssm: /name } or { secret: name }",
  ],
  [
    "a previous external ID that STS does not take",
    "externalId: hub-3Lm8",
    'externalId: hub-3Lm8, previousExternalId: "hub 2Lm8"',
    "22:72 accounts.hub.previousExternalId: is not an external ID that STS takes; use 2 to 1224 letters, digits or characters of _+=,.@:/-",
  ],
  [
    "an external ID that is none, with a next one",
    "externalId: hub-3Lm8",
    "externalId: { ssm: vend/hub }, nextExternalId: hub-4Lm8",
    "22:42 accounts.hub.externalId: is not the name of an SSM parameter; write letters, digits and _.- between slashes, such as /vend/reporting/external-id",
  ],
  [
    "an external ID from nowhere",
    "externalId: hub-3Lm8",
    "externalId: {}",
    "22:42 accounts.hub.externalId: must say exactly one of ssm and secret; write { ssm: /name } or { secret: name }",
  ],
  [
    "an external ID from two places",
    "externalId: hub-3Lm8",
    "externalId: { ssm: /vend/hub, secret: vend/hub }",
    "22:42 accounts.hub.externalId: must say exactly one of ssm and secret; write { ssm: /name } or { secret: name }",
  ],
  [
    "an external ID from elsewhere, which may be the ID itself between braces",
    "externalId: hub-3Lm8",
    "externalId: { hub-3Lm8 }",
    "22:42 accounts.hub.externalId: must say exactly one of ssm and secret; write { ssm: /name } or { secret: name }",
  ],
  [
    "an external ID from a parameter that is a list",
    "externalId: hub-3Lm8",
    "externalId: { ssm: [/vend/hub] }",
    "22:49 accounts.hub.externalId.ssm: must be text, not a list; write text",
  ],
  [
    "an external ID from no parameter's name",
    "externalId: hub-3Lm8",
    "externalId: { ssm: vend/hub }",
    "22:42 accounts.hub.externalId: is not the name of an SSM parameter; write letters, digits and _.- between slashes, such as /vend/reporting/external-id",
  ],
  [
    "an external ID from no secret's name",
    "externalId: hub-3Lm8",
    'externalId: { secret: "vend hub" }',
    "22:42 accounts.hub.externalId: is not the name or ARN of a secret; write its name or its ARN, and #member for a member of a JSON object",
  ],
  [
    "an external ID that is a number",
    "externalId: hub-3Lm8",
    "externalId: 12345",
    "22:42 accounts.hub.externalId: must be text, or where it is kept; put it in quotes, or write { ssm: /name } or { secret: name }",
  ],
  [
    "an external ID of one character",
    "externalId: hub-3Lm8",
    "externalId: h",
    "22:42 accounts.hub.externalId: is not an external ID that STS takes; use 2 to 1224 letters, digits or characters of _+=,.@:/-",
  ],
  [
    "an external ID with a space",
    "externalId: hub-3Lm8",
    "externalId: hub 3Lm8",
    "22:42 accounts.hub.externalId: is not an external ID that STS takes; use 2 to 1224 letters, digits or characters of _+=,.@:/-",
  ],
  [
    "a region that is none",
    "eu-central-1",
    "eu-central",
    "21:65 accounts.archive.region: is not a region of the partitions aws, aws-cn or aws-us-gov; write one such as eu-central-1",
  ],
  [
    "a region of another partition",
    "eu-central-1",
    "us-iso-east-1",
    "21:65 accounts.archive.region: is not a region of the partitions aws, aws-cn or aws-us-gov; write one such as eu-central-1",
  ],
  [
    "a label that is a number",
    "labels: { env: test }",
    "labels: { env: 1 }",
    "23:47 accounts.china.labels.env: must be text, not a number; put it in quotes",
  ],
];

describe("what is wrong with accounts", () => {
  it.each(rows)("%s", (_what, find, put, problems) => {
    expect(problemsOf(breakMap(find, put))).toBe(problems);
  });
});
