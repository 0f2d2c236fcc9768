import { z } from "zod";
import type { Format } from "../../shared/model/format.ts";
import { instant } from "./instant.ts";

// As STS's own documentation bounds them. `password` hides them in what shows a document's examples and fields.
const accessKeyId = z.string().regex(/^\w{16,128}$/);
const secret = z.string().min(1).meta({ format: "password" });
const expiration = instant.describe("STS's own: when the credentials end");
const accountId = z.string().regex(/^\d{12}$/);
const roleArn = z.string().regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/);

/**
 * What is answered for each `format`, after `shared/present/`. Closed: that no member is added is part of the promise, since old .NET
 * SDKs refuse members that they do not know.
 */
export const credentialShapes = {
  container: z
    .strictObject({
      Code: z.literal("Success"),
      AccessKeyId: accessKeyId,
      SecretAccessKey: secret,
      Token: secret,
      Expiration: expiration,
      RoleArn: roleArn,
      AccountId: accountId.optional().describe("Where the grant has `accountId: true`"),
    })
    .describe("What every SDK and the AWS CLI read through AWS_CONTAINER_CREDENTIALS_FULL_URI"),
  process: z
    .strictObject({
      Version: z.literal(1),
      AccessKeyId: accessKeyId,
      SecretAccessKey: secret,
      SessionToken: secret,
      Expiration: expiration,
      AccountId: accountId,
    })
    .describe("What a `credential_process` prints"),
  ruby: z
    .strictObject({
      access_key_id: accessKeyId,
      secret_access_key: secret,
      session_token: secret,
      expiration,
    })
    .describe("For Ruby providers that symbolize keys"),
  boto: z
    .strictObject({
      access_key: accessKeyId,
      secret_key: secret,
      token: secret,
      expiry_time: expiration,
    })
    .describe("For botocore's RefreshableCredentials"),
  camel: z
    .strictObject({
      accessKeyId,
      secretAccessKey: secret,
      sessionToken: secret,
      expiration,
    })
    .describe("For providers in JavaScript, Java and Go"),
  php: z
    .strictObject({
      key: accessKeyId,
      secret,
      token: secret,
      expires: z.int().min(0).describe("Whole seconds since the epoch"),
    })
    .describe("For PHP's Aws\\Credentials\\Credentials"),
  imds: z
    .strictObject({
      Code: z.literal("Success"),
      LastUpdated: instant,
      Type: z.literal("AWS-HMAC"),
      AccessKeyId: accessKeyId,
      SecretAccessKey: secret,
      Token: secret,
      Expiration: expiration,
    })
    .describe("What instance metadata answers, for tools that were written for it"),
  env: z
    .string()
    .regex(/^(?:export AWS_[A-Z_]+='(?:[^']|'\\'')*'\n){4}$/)
    .describe("Lines for `eval` in a POSIX shell"),
} as const satisfies Record<Format, z.ZodType>;
