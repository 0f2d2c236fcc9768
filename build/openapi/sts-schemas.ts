import { stsCallSyntax } from "../../shared/http/sts-call-syntax.ts";
import type { Code } from "../../shared/model/codes.ts";
import { stsCodes } from "../../shared/present/sts-codes.ts";
import { stsNamespace } from "../../shared/present/sts-namespace.ts";
import { instant } from "./instant.ts";
import { type JsonSchema, jsonSchema } from "./json-schema.ts";

const text = { type: "string" };
const { action, version, parameters, durationSeconds, grantArn, roleArn } = stsCallSyntax;

const described = {
  Action: { const: action },
  Version: { const: version },
  RoleArn: {
    type: "string",
    anyOf: [{ pattern: grantArn.source }, { pattern: roleArn.source }],
    description:
      "`arn:aws:iam::000000000000:role/vend/GRANT` or `.../GRANT/ACCOUNT` names a grant; any other role is given by whichever of the caller's grants covers it",
  },
  RoleSessionName: { type: "string", description: "Taken, and counts for nothing: the policy map names sessions" },
  WebIdentityToken: { type: "string", minLength: 1, description: "The JWT" },
  DurationSeconds: { type: "string", pattern: durationSeconds.source, description: "Within what the grant allows" },
} satisfies Record<(typeof parameters)[number], JsonSchema>;

/** The body of `POST /`. */
export const stsCallSchema: JsonSchema = {
  type: "object",
  properties: described,
  required: ["Action", "Version", "RoleArn", "WebIdentityToken"],
  additionalProperties: false,
};

/** What `present/web-identity.ts` writes. */
export const stsAnswerSchema: JsonSchema = element("AssumeRoleWithWebIdentityResponse", {
  AssumeRoleWithWebIdentityResult: closed(
    {
      SubjectFromWebIdentityToken: text,
      Audience: { ...text, description: "Where the token has one alone" },
      AssumedRoleUser: closed({ Arn: text, AssumedRoleId: text }),
      Credentials: closed({
        AccessKeyId: text,
        SecretAccessKey: { ...text, format: "password" },
        SessionToken: { ...text, format: "password" },
        Expiration: jsonSchema(instant),
      }),
      PackedPolicySize: { type: "integer", minimum: 0, maximum: 100, description: "Per cent, where STS says" },
      SourceIdentity: { ...text, description: "Where the grant sets one" },
      Provider: { ...text, description: "The token's issuer" },
    },
    ["Audience", "PackedPolicySize", "SourceIdentity"],
  ),
  ResponseMetadata: closed({ RequestId: text }),
});

/** What `present/sts-problem.ts` writes for `codes`, which all have one status. */
export function stsErrorSchema(codes: readonly Code[]): JsonSchema {
  const stsNames = [...new Set(codes.map((code) => stsCodes[code].code))];
  return element("ErrorResponse", {
    Error: closed({
      Type: { const: codes.some((code) => stsCodes[code].status < 500) ? "Sender" : "Receiver" },
      Code: { type: "string", enum: stsNames },
      Message: { type: "string", pattern: `^(?:${codes.join("|")}): `, description: "This service's own code first" },
    }),
    RequestId: text,
  });
}

function element(name: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { ...closed(properties), xml: { name, namespace: stsNamespace } };
}

function closed(properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}
