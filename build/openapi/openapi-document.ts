import { askSchema } from "../../shared/http/ask-schema.ts";
import { type Route, routes } from "../../shared/http/match-route.ts";
import { formats } from "../../shared/model/format.ts";
import { credentialShapes } from "./credential-shapes.ts";
import { credentialsResponse, schemaNameOf } from "./credentials-response.ts";
import { headers } from "./headers.ts";
import { type JsonSchema, jsonSchema } from "./json-schema.ts";
import { operations } from "./operations.ts";
import { parameters } from "./parameters.ts";
import { problemResponses } from "./problem-responses.ts";
import { problemSchemas } from "./problem-schemas.ts";
import { securitySchemes } from "./security-schemes.ts";
import { serviceShapes } from "./service-shapes.ts";
import { stsAnswerSchema, stsCallSchema } from "./sts-schemas.ts";

const description = `Shows your identity provider's JWT, gets short-lived AWS credentials.

Every path is taken with a trailing slash too, no redirect is sent, and success is exactly 200. Nothing depends on \`Accept\` or \`User-Agent\`, but
that errors come as \`application/problem+json\` to who accepts that by name. Every answer has \`X-Request-Id\` and, this document's
apart, \`Cache-Control: no-store\`.

A path that is none of these is answered with the response \`NotFound\`, another method with \`MethodNotAllowed\`. The
\`type\` of an error is the name of its code; \`docs/errors.md\` of the service says of each what to do about it.`;

/** The whole API, made of what validates its requests and presents its answers. @param packageFile what package.json says */
export function openApiDocument({ version, license }: { readonly version: string; readonly license: string }): object {
  return {
    openapi: "3.1.1",
    info: {
      title: "Credential vending API",
      summary: "A JWT for short-lived AWS credentials",
      description,
      version,
      license: { name: license, identifier: license },
    },
    servers: [{ url: ".", description: "Where this document was found" }],
    tags: [
      { name: "credentials", description: "Credentials of a grant, in the shape that an SDK reads" },
      { name: "sts", description: "The same, for SDKs that take this service for their STS" },
      { name: "grants", description: "What a caller may ask for" },
      { name: "service", description: "The service itself: no token is needed" },
    ],
    paths: paths(),
    components: {
      schemas: schemas(),
      parameters,
      headers,
      responses: { Credentials: credentialsResponse(), ...problemResponses() },
      securitySchemes,
    },
  };
}

function paths(): Readonly<Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const [method, path] = route.split(" ") as [string, string];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operations[route satisfies Route] };
  }
  return paths;
}

function schemas(): Readonly<Record<string, JsonSchema>> {
  const credentials = formats.map((format) => [schemaNameOf(format), jsonSchema(credentialShapes[format])] as const);
  const answers = Object.entries(serviceShapes).map(([name, shape]) => [name, jsonSchema(shape)] as const);
  return {
    ...Object.fromEntries(credentials),
    CredentialsRequest: jsonSchema(askSchema),
    ...Object.fromEntries(answers),
    AssumeRoleWithWebIdentityRequest: stsCallSchema,
    AssumeRoleWithWebIdentityResponse: stsAnswerSchema,
    ...problemSchemas(),
  };
}
