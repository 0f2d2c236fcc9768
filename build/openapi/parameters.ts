import { z } from "zod";
import { askLimits } from "../../shared/http/ask-limits.ts";
import { askSchema } from "../../shared/http/ask-schema.ts";
import { stsSeconds } from "../../shared/model/sts-seconds.ts";
import { jsonSchema } from "./json-schema.ts";

const name = jsonSchema(z.string().min(1).max(askLimits.nameCharacters));
const { format, durationSeconds } = askSchema.shape;

/** The parts of a `GET` for credentials. */
export const parameters = {
  Grant: { name: "grant", in: "path", required: true, schema: name, description: "A grant", example: "nightly-report" },
  Account: {
    name: "account",
    in: "path",
    required: true,
    schema: name,
    description: "One of the accounts that the grant covers, by its name in the policy map",
    example: "archive",
  },
  Format: {
    name: "format",
    in: "query",
    schema: jsonSchema(format),
    description: "The shape of the answer; the grant's own where it is not said",
    example: "process",
  },
  Duration: {
    name: "duration",
    in: "query",
    schema: jsonSchema(durationSeconds),
    description: `How long the credentials are to last, in seconds: at least ${stsSeconds.least}, and at most what \`GET /v1/grants\` says of the grant`,
    example: stsSeconds.mostOfChain,
  },
  Parameters: {
    name: "parameters",
    in: "query",
    style: "form",
    explode: true,
    description:
      "A parameter that the grant declares, as `param.NAME=value`. Each once; any other query parameter is refused.",
    schema: {
      type: "object",
      propertyNames: { pattern: askLimits.parameterName.source.replace("^", "^param\\.") },
      additionalProperties: { type: "string", maxLength: askLimits.parameterValueCharacters },
      maxProperties: askLimits.parameterCount,
    },
    example: { "param.dataset": "2026-11" },
  },
} as const;
