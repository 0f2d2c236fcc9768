import { z } from "zod";
import { externalIdPattern } from "../model/external-id-pattern.ts";
import { acceptances } from "./authored-acceptances.ts";
import { wordUnion } from "./word-union.ts";

const reference = z.strictObject({
  ssm: z.string().optional().describe("Name of the SSM parameter that holds it, such as /vend/reporting/external-id"),
  secret: z
    .string()
    .optional()
    .describe("Name or ARN of the secret that holds it; name#member for a member of a secret that is a JSON object"),
});
export type AuthoredReference = z.infer<typeof reference>;

const externalId = z.union(
  [
    // The value is never repeated in an error: an external ID is not for logs.
    z
      .string()
      .regex(
        externalIdPattern,
        "is not an external ID that STS takes; use 2 to 1224 letters, digits or characters of _+=,.@:/-",
      ),
    reference,
  ],
  {
    error: wordUnion(
      "must be text, or where it is kept; put it in quotes, or write { ssm: /name } or { secret: name }",
    ),
  },
);

export const authoredAccount = z.strictObject({
  id: z
    .string({
      error: (issue) =>
        typeof issue.input === "number"
          ? 'is a number, which loses leading zeros; quote it: "012345678901"'
          : undefined,
    })
    .regex(/^\d{12}$/, "is not an AWS account id; write its 12 digits, in quotes")
    .describe("The 12 digits, in quotes"),
  externalId: externalId
    .optional()
    .describe("What the roles' trust policies ask for as sts:ExternalId: itself, or where it is kept"),
  nextExternalId: externalId
    .optional()
    .describe("Before a change of the external ID: what trust policies accept beside it. Never sent"),
  previousExternalId: externalId
    .optional()
    .describe("After a change of the external ID: what trust policies accept still. Never sent"),
  labels: z.record(z.string(), z.string()).optional().describe("To select accounts by"),
  region: z
    .string()
    .regex(
      /^[a-z]{2}(?:-gov)?-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}$/,
      "is not a region of the partitions aws, aws-cn or aws-us-gov; write one such as eu-central-1",
    )
    .optional()
    .describe("Region whose STS endpoint is asked; decides the partition of roles that are given by name"),
  accept: acceptances.optional(),
});
export type AuthoredAccount = z.infer<typeof authoredAccount>;
