import { mapTestsJsonSchema, policyMapJsonSchema } from "../shared/policy-map/schema.ts";

/** As much of JSON Schema as the policy map's makes use of. */
interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

/**
 * The reference page with its tables of keys written anew. A table stands between `<!-- keys: PLACE -->` and
 * `<!-- end -->`; PLACE is the way to it in the map, with `*` for a name or a number, and `tests:` before it for the file of
 * tests.
 */
export function fillPolicyMapReference(page: string): string {
  return page.replaceAll(
    /(<!-- keys: (.*?) -->\n).*?(<!-- end -->)/gs,
    (_all, start: string, place: string, end: string) => {
      return `${start}\n${tableOf(place)}\n${end}`;
    },
  );
}

function tableOf(place: string): string {
  const isTests = place === "file of tests";
  const root = (isTests ? mapTestsJsonSchema() : policyMapJsonSchema()) as Schema;
  const schema = isTests || place === "map" ? root : place.split(".").reduce(step, root);
  const rows = Object.entries(membersOf(schema)).map(([key, member]) => {
    const fallback = schema.required?.includes(key) ? "**required**" : wordDefault(member.default);
    return `| \`${key}\` | ${typeOf(member)} | ${fallback} | ${escapePipes(member.description ?? "")} |\n`;
  });
  return `| key | type | default | |\n|---|---|---|---|\n${rows.join("")}`;
}

function step(schema: Schema, name: string): Schema {
  const next = name === "*" ? (schema.items ?? schema.additionalProperties) : membersOf(schema)[name];
  if (typeof next !== "object") throw new Error(`the schema has no ${name} there`);
  return next;
}

/** Of the mapping itself, or of the one that it may be among others. */
function membersOf(schema: Schema): Readonly<Record<string, Schema>> {
  return schema.properties ?? schema.anyOf?.find(({ properties }) => properties !== undefined)?.properties ?? {};
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.title !== undefined) return schema.title;
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema.properties !== undefined) return "mapping";
  if (typeof schema.additionalProperties === "object") return `name to ${typeOf(schema.additionalProperties)}`;
  const words: Readonly<Record<string, string>> = { string: "text", boolean: "true or false", object: "mapping" };
  return words[String(schema.type)] ?? "anything";
}

function wordDefault(value: unknown): string {
  if (value === undefined) return "";
  return Array.isArray(value) ? "all" : `\`${value}\``;
}

function escapePipes(text: string): string {
  return text.replaceAll("|", "\\|");
}
