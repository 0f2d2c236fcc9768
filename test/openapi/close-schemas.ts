/**
 * A document whose schemas take no member that they do not name, so that a test sees one that was added without a word. The document
 * itself leaves open what may grow. What other schemas are made of (`allOf`) stays open: those that are made of it are closed.
 */
export function closeSchemas<Document>(document: Document): Document {
  const text = JSON.stringify(document);
  const parts = new Set(
    [...text.matchAll(/"allOf":\[\{"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name),
  );
  return JSON.parse(text, function close(this: unknown, name: string, value: unknown) {
    const isPart = parts.has(name) && isObject(value) && isObject(value["properties"]);
    return isPart || !isSchemaOfMembers(value) ? value : { ...value, unevaluatedProperties: false };
  }) as Document;
}

function isSchemaOfMembers(value: unknown): value is Record<string, unknown> {
  const isOpen = isObject(value) && value["additionalProperties"] === undefined;
  // A schema's `properties` are schemas; a member that is called so in an example is none.
  return isOpen && isObject(value["properties"]) && ("type" in value || "allOf" in value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
