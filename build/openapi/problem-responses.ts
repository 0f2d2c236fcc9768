import { type Code, codes } from "../../shared/model/codes.ts";
import { presentProblem } from "../../shared/present/problem.ts";
import { exampleRequestId } from "./example-request-id.ts";
import { failureOfCode } from "./failure-of-code.ts";
import { headers } from "./headers.ts";
import { pickHeaders } from "./pick-headers.ts";
import { problemGroups } from "./problem-groups.ts";
import { reference } from "./reference.ts";

/** The answer that each group of codes comes with, by the group's name. */
export function problemResponses(): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(problemGroups).map(([name, group]) => [name, responseOf(group)]));
}

function responseOf(group: readonly [Code, ...Code[]] | readonly Code[]): object {
  const content = { schema: schemaOf(group), example: exampleOf(group[0] as Code) };
  return {
    description: group.map((code) => `\`${code}\`: ${codes[code].title}`).join("; "),
    headers: pickHeaders(...headersOf(group)),
    content: { "application/json": content, "application/problem+json": content },
  };
}

function schemaOf(group: readonly Code[]): object {
  const schemas = group.map((code) => reference("schemas", code));
  return schemas.length === 1 ? { ...schemas[0] } : { oneOf: schemas, discriminator: { propertyName: "code" } };
}

/** Those that the service itself sends with these codes. */
function headersOf(group: readonly Code[]): readonly (keyof typeof headers)[] {
  const sent = group.flatMap((code) => Object.keys(present(code).headers));
  const names = (Object.keys(headers) as (keyof typeof headers)[]).filter((name) => sent.includes(name.toLowerCase()));
  const own = names.filter((name) => name !== "Cache-Control");
  // It comes where a nonce is asked for.
  return group.includes("InvalidProof") ? [...own, "DPoP-Nonce"] : own;
}

function exampleOf(code: Code): unknown {
  return JSON.parse(present(code).body);
}

function present(code: Code) {
  return presentProblem(failureOfCode(code), { requestId: exampleRequestId, accept: undefined });
}
