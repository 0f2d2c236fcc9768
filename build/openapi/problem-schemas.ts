import { z } from "zod";
import { askLimits } from "../../shared/http/ask-limits.ts";
import { type Code, codes } from "../../shared/model/codes.ts";
import { presentProblem } from "../../shared/present/problem.ts";
import { exampleRequestId } from "./example-request-id.ts";
import { failureOfCode } from "./failure-of-code.ts";
import { type JsonSchema, jsonSchema } from "./json-schema.ts";
import { reference } from "./reference.ts";

const allCodes = Object.keys(codes) as Code[];
const code = z.enum(allCodes);
const message = z.string().describe("For a person; about 100 characters");
const requestId = z.string().regex(/^[\x21-\x7e]{1,256}$/);

const problem = z
  .object({
    code,
    message,
    Code: code.describe("`code` once more, where JavaScript looks for it"),
    Message: message.describe("`message` once more"),
    type: z.string().regex(/^urn:credential-vending:error:[A-Za-z]+$/),
    title: z.string().describe("The code's own sentence"),
    status: z.int().min(400).max(599),
    detail: z.string().describe("`message` once more"),
    instance: z.string().regex(/^urn:credential-vending:request:[\x21-\x7e]{1,256}$/),
    requestId: requestId.describe("The id under which the operator finds what this answer does not say"),
  })
  .describe("What every error has: RFC 9457, and what SDKs look for. Members may be added.");

/** Of every code, what an answer with it has; by the code's name, which a discriminator then finds. */
export function problemSchemas(): Readonly<Record<string, JsonSchema>> {
  return { Problem: jsonSchema(problem), ...Object.fromEntries(allCodes.map((one) => [one, schemaOf(one)])) };
}

function schemaOf(one: Code): JsonSchema {
  const { body } = presentProblem(failureOfCode(one), { requestId: exampleRequestId, accept: undefined });
  const { type, title, status } = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const again = codes[one].retryable ? "Asking again may help." : "Asking the same again will not help.";
  const fixed = { code: one, Code: one, type, title, status };
  const properties = Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, { const: value }]));
  const asks = one === "GrantRequired";
  return {
    description: `${title}. ${again}`,
    allOf: [reference("schemas", "Problem")],
    properties: asks ? { ...properties, grants } : properties,
    // Said once more, since tools look for a discriminator's member nowhere else.
    required: asks ? ["code", "grants"] : ["code"],
  };
}

const grants: JsonSchema = {
  description: "What this caller may put behind /v1/credentials/",
  type: "array",
  items: { type: "string", pattern: askLimits.grantOrTarget.source },
};
