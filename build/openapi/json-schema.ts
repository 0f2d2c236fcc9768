import { z } from "zod";

/** A schema of OpenAPI 3.1, which are those of JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a zod schema takes, without the line that says which JSON Schema it is: OpenAPI 3.1 has said that. */
export function jsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" });
  return rest;
}
