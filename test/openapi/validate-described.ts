import { Ajv2020 } from "ajv/dist/2020.js";
import { closeSchemas } from "./close-schemas.ts";
import { describedDocument } from "./described-document.ts";

// Formats are for people here: whatever has one has a pattern too.
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(closeSchemas(describedDocument), "openapi");

/**
 * What is wrong with a value by one of the document's schemas, closed as they are in tests. Empty where nothing is.
 * @param pointer where the schema stands, as a JSON pointer (RFC 6901)
 */
export function validateDescribed(pointer: string, value: unknown): readonly string[] {
  const isValid = ajv.getSchema(`openapi#${pointer}`);
  if (isValid === undefined) return [`the document has no schema at ${pointer}`];
  if (isValid(value)) return [];
  const errors = isValid.errors ?? [];
  return errors.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}
