import type { Route } from "../../shared/http/match-route.ts";
import { type Code, codes } from "../../shared/model/codes.ts";
import { exampleGrants } from "./example-grants.ts";
import type { parameters } from "./parameters.ts";
import { pickHeaders } from "./pick-headers.ts";
import { problemGroups } from "./problem-groups.ts";
import { reference } from "./reference.ts";
import type { serviceShapes } from "./service-shapes.ts";
import { stsResponses } from "./sts-responses.ts";

type Group = keyof typeof problemGroups;

/** What comes before any route is looked at, or in place of any answer. */
const anyRoute: readonly Group[] = ["PayloadTooLarge", "Internal", "UpstreamUnavailable"];
/** With a policy map, the world outside comes in. */
const withMap: readonly Group[] = [...anyRoute, "UpstreamInvalid"];
const listing: readonly Group[] = ["BadRequest", "Unauthorized", "Denied", "Throttled", ...withMap];
const vending: readonly Group[] = ["UnauthorizedOrSpent", "Forbidden", "Throttled", ...withMap];

const queried = ["Format", "Duration", "Parameters"] as const;
const token = [{ bearer: [] }, { bareToken: [] }, { dpop: [], dpopProof: [] }, { bearer: [], mutualTls: [] }];
const credentials = reference("responses", "Credentials");

/** Each route, as OpenAPI calls an operation. */
export const operations = {
  "GET /": {
    operationId: "getCredentialsAtRoot",
    summary: "Credentials of the caller's only grant, at the root",
    description: "As `GET /v1/credentials`, for clients that can be given a host alone.",
    tags: ["credentials"],
    security: token,
    parameters: refer(...queried),
    responses: { 200: credentials, ...problems("BadAsk", ...vending) },
  },
  "POST /": {
    operationId: "assumeRoleWithWebIdentity",
    summary: "Credentials in the protocol of STS",
    description:
      "AssumeRoleWithWebIdentity, for SDKs that are given this service for their STS (AWS_ENDPOINT_URL_STS). The token is in the form: a request with `Authorization` or a query string is refused. Errors are STS's, in XML.",
    tags: ["sts"],
    security: [{}, { mutualTls: [] }],
    requestBody: {
      required: true,
      content: {
        "application/x-www-form-urlencoded": {
          schema: reference("schemas", "AssumeRoleWithWebIdentityRequest"),
          example: {
            Action: "AssumeRoleWithWebIdentity",
            Version: "2011-06-15",
            RoleArn: "arn:aws:iam::000000000000:role/vend/nightly-report",
            RoleSessionName: "any",
            WebIdentityToken: "eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
          },
        },
      },
    },
    responses: stsResponses(),
  },
  "GET /v1/credentials": {
    operationId: "getCredentials",
    summary: "Credentials of the caller's only grant",
    description:
      "Where one grant is the caller's, or one of its grants is marked `default`; otherwise `GrantRequired`, which names those that there are.",
    tags: ["credentials"],
    security: token,
    parameters: refer(...queried),
    responses: { 200: credentials, ...problems("BadAsk", ...vending) },
  },
  "POST /v1/credentials": {
    operationId: "postCredentials",
    summary: "Credentials, asked for in JSON",
    description: "What the other ways take in path and query string, in a body; a query string is refused.",
    tags: ["credentials"],
    security: token,
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: reference("schemas", "CredentialsRequest"),
          example: {
            grant: "nightly-report",
            format: "process",
            durationSeconds: 3_600,
            parameters: { dataset: "2026-11" },
          },
        },
      },
    },
    responses: { 200: credentials, ...problems("BadAsk", "UnsupportedMediaType", ...vending) },
  },
  "GET /v1/credentials/{grant}": {
    operationId: "getCredentialsOfGrant",
    summary: "Credentials of a grant",
    description: "The one that SDKs are pointed at (AWS_CONTAINER_CREDENTIALS_FULL_URI).",
    tags: ["credentials"],
    security: token,
    parameters: refer("Grant", ...queried),
    responses: { 200: credentials, ...problems("BadAsk", ...vending) },
  },
  "GET /v1/credentials/{grant}/{account}": {
    operationId: "getCredentialsOfAccount",
    summary: "Credentials of a grant in one of its accounts",
    description: "For a grant that covers several accounts.",
    tags: ["credentials"],
    security: token,
    parameters: refer("Grant", "Account", ...queried),
    responses: { 200: credentials, ...problems("BadAskOfAccount", ...vending) },
  },
  "GET /v1/grants": {
    operationId: "listGrants",
    summary: "What the caller may ask for now",
    description: "The grants whose conditions hold for this token, from this address and at this time.",
    tags: ["grants"],
    security: token,
    responses: { 200: json("GrantList", "The caller's grants", exampleGrants()), ...problems(...listing) },
  },
  "GET /healthz": {
    operationId: "getLiveness",
    summary: "Whether the process answers",
    description: "No token is needed.",
    tags: ["service"],
    security: [],
    responses: {
      200: json("Liveness", "It does", { status: "alive" }),
      ...problems("BadRequest", ...anyRoute),
    },
  },
  "GET /readyz": {
    operationId: "getReadiness",
    summary: "Whether a policy map is loaded, and which",
    description: "No token is needed.",
    tags: ["service"],
    security: [],
    responses: {
      200: json("Readiness", "A policy map decides", {
        status: "ready",
        policyMap: {
          digest: "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
          version: "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY",
          ageSeconds: 12,
          since: "2026-11-03T09:20:30.125Z",
          source: "s3",
        },
      }),
      ...problems("BadRequest", ...withMap),
    },
  },
  "GET /openapi.json": {
    operationId: "getOpenApi",
    summary: "This document",
    description: "No token is needed. Answers 304 to who sends the entity tag of what it has.",
    tags: ["service"],
    security: [],
    parameters: [{ name: "If-None-Match", in: "header", schema: { type: "string" }, description: "Entity tags" }],
    responses: {
      200: {
        description: "OpenAPI 3.1",
        headers: pickHeaders("ETag", "Cache-Control"),
        content: { "application/json": { schema: reference("schemas", "OpenApi") } },
      },
      304: { description: "The document has not changed", headers: pickHeaders("ETag", "Cache-Control") },
      ...problems("BadRequest", ...anyRoute),
    },
  },
} as const satisfies Record<Route, object>;

function refer(...names: readonly (keyof typeof parameters)[]): readonly object[] {
  return names.map((name) => reference("parameters", name));
}

/** The answers of groups of codes by their status, in its order. @throws Error for two of one status */
function problems(...groups: readonly Group[]): Readonly<Record<string, object>> {
  const statuses = groups.map((group) => codes[problemGroups[group][0] as Code].status);
  if (new Set(statuses).size < groups.length) throw new Error(`two answers of one status: ${groups.join(", ")}`);
  return Object.fromEntries(groups.map((group, index) => [statuses[index], reference("responses", group)]));
}

function json(schema: keyof typeof serviceShapes, description: string, example: unknown): object {
  return {
    description,
    headers: schema === "GrantList" ? pickHeaders("DPoP-Nonce") : pickHeaders(),
    content: { "application/json": { schema: reference("schemas", schema), example } },
  };
}
