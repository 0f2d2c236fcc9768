import { readXml } from "../../build/openapi/read-xml.ts";
import { securityHeaders } from "../../shared/http/security-headers.ts";
import { type DescribedResponse, describedDocument } from "./described-document.ts";
import { validateDescribed } from "./validate-described.ts";

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What an answer may have beside the headers that the document names: it says so of all answers. */
const everywhere: readonly string[] = [...Object.keys(securityHeaders), "content-type"];

/**
 * What the document does not say of an answer. Empty where it says all of it.
 * @param route as in `shared/http/match-route.ts`; undefined for a request that has none, which 404 and 405 are for
 */
export function judgeAnswer(route: string | undefined, answer: Answered): readonly string[] {
  const place = placeOf(route, answer.status);
  if (place === undefined) return [`${route}: no answer has the status ${answer.status}`];
  const response = find(place) as DescribedResponse;
  const wrong = [...judgeBody(place, response, answer), ...judgeHeaders(response, answer)];
  return wrong.map((one) => `${route} ${answer.status}: ${one}`);
}

/** Where a response stands in the document, as a JSON pointer. */
function placeOf(route: string | undefined, status: number): string | undefined {
  if (status === 404) return "/components/responses/NotFound";
  if (status === 405) return "/components/responses/MethodNotAllowed";
  // What cannot be read has no route.
  if (route === undefined && status === 400) return "/components/responses/BadRequest";
  const [method = "", path = ""] = route?.split(" ") ?? [];
  const response = describedDocument.paths[path]?.[method.toLowerCase()]?.responses[status];
  if (response === undefined) return undefined;
  return response.$ref?.slice(1) ?? `/paths/${escapeStep(path)}/${method.toLowerCase()}/responses/${status}`;
}

function judgeBody(place: string, response: DescribedResponse, { headers, text }: Answered): readonly string[] {
  const type = headers["content-type"]?.split(";")[0];
  if (response.content === undefined) return type === undefined && text === "" ? [] : ["no body is described"];
  if (type === undefined || response.content[type] === undefined) return [`the content type ${type} is not described`];
  const value = type === "text/xml" ? readXml(text) : type.endsWith("json") ? (JSON.parse(text) as unknown) : text;
  return validateDescribed(`${place}/content/${escapeStep(type)}/schema`, value);
}

function judgeHeaders({ headers: described = {} }: DescribedResponse, { headers }: Answered): readonly string[] {
  const names = Object.keys(described).map((name) => name.toLowerCase());
  const unknown = Object.keys(headers).filter((name) => !names.includes(name) && !everywhere.includes(name));
  const wrong = unknown.map((name) => `the header ${name} is not described`);
  if (!names.includes("cache-control") && headers["cache-control"] !== "no-store") wrong.push("may be stored");
  for (const [name, { $ref }] of Object.entries(described)) {
    const { required, schema } = find($ref.slice(1)) as { required?: true; schema: { readonly type: string } };
    const value = headers[name.toLowerCase()];
    if (value === undefined && required) wrong.push(`the header ${name} is missing`);
    if (value !== undefined)
      wrong.push(...validateDescribed(`${$ref.slice(1)}/schema`, schema.type === "integer" ? Number(value) : value));
  }
  return wrong;
}

function find(pointer: string): unknown {
  const steps = pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return steps.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | undefined)?.[step],
    describedDocument,
  );
}

/** RFC 6901 section 3. */
function escapeStep(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}
