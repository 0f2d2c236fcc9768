import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { openApiDocument } from "../../build/openapi/openapi-document.ts";
import { readRoutes } from "../../local/gateway/read-routes.ts";
import packageFile from "../../package.json" with { type: "json" };
import { routes } from "../../shared/http/match-route.ts";
import { stsCallSyntax } from "../../shared/http/sts-call-syntax.ts";
import { codes } from "../../shared/model/codes.ts";
import { describedDocument } from "./described-document.ts";
import { validateDescribed } from "./validate-described.ts";

const { info, paths, components } = describedDocument;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
);

test("the file is what the schemas make; `npm run write:openapi` writes it anew", () => {
  const written = readFileSync("shared/http/openapi.json", "utf8");
  expect(written).toBe(`${JSON.stringify(openApiDocument(packageFile), undefined, 2)}\n`);
  expect(info["version"]).toBe(packageFile.version);
});

test("it is OpenAPI 3.1, by the schema of the OpenAPI Initiative", async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(describedDocument))).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
  const spoilt = { ...structuredClone(describedDocument), info: { title: "no version" } };
  expect(await validator.validate(spoilt)).toMatchObject({ valid: false });
});

describe("its routes", () => {
  test("are those that are deployed and those that are served, both ways", async () => {
    const deployed = (await readRoutes("serverless.yml")).map(({ routeKey }) => routeKey);
    const described = operations.map(({ route }) => route).toSorted();
    expect(described).toEqual(deployed.filter((route) => route !== "$default").toSorted());
    expect(described).toEqual([...routes].toSorted());
  });

  test("have an operation's name each", () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(routes.length);
  });

  test("need a token, but for those that anybody may ask", () => {
    const open = operations.filter(({ operation }) => operation.security.length === 0).map(({ route }) => route);
    expect(open).toEqual(["GET /healthz", "GET /readyz", "GET /openapi.json"]);
    const named = operations.flatMap(({ operation }) => operation.security.flatMap((one) => Object.keys(one)));
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(components.securitySchemes).toSorted());
  });

  test("are where the document is, whatever the service's base path", () => {
    const [server] = (describedDocument as unknown as { readonly servers: readonly { readonly url: string }[] })
      .servers;
    const found = new URL(server?.url ?? "", "https://api.corp.example/vend/openapi.json").href;
    expect(found).toBe("https://api.corp.example/vend/");
  });
});

describe("an error's code", () => {
  const sections = [...readFileSync("docs/errors.md", "utf8").matchAll(/^## (\w+)$/gm)].map(([, name]) => name);

  test.each(Object.keys(codes))(
    "%s has a schema with the name that answers carry, and a section of the page",
    (code) => {
      expect(components.schemas[code]).toMatchObject({
        properties: { code: { const: code }, type: { const: `urn:credential-vending:error:${code}` } },
      });
      expect(sections).toContain(code);
    },
  );
});

test("a form of the protocol of STS has the parameters that are taken, and no other", () => {
  const { properties } = components.schemas["AssumeRoleWithWebIdentityRequest"] as { readonly properties: object };
  expect(Object.keys(properties)).toEqual([...stsCallSyntax.parameters]);
});

test.each([
  ["arn:aws:iam::000000000000:role/vend/nightly-report", true],
  ["arn:aws-cn:iam::111122223333:role/path/reader", true],
  ["arn:aws:iam::1:role/reader", false],
  ["nightly-report", false],
])("%s is a RoleArn: %s", (roleArn, isValid) => {
  const pointer = "/components/schemas/AssumeRoleWithWebIdentityRequest/properties/RoleArn";
  expect(validateDescribed(pointer, roleArn).length === 0).toBe(isValid);
});

test.each([
  [{ grant: "nightly-report/reporting", format: "php", durationSeconds: 900, parameters: { dataset: "a" } }, true],
  [{}, true],
  [{ duration: 900 }, false],
  [{ grant: "a/b/c" }, false],
  [{ format: "xml" }, false],
  [{ durationSeconds: 900.5 }, false],
  [{ parameters: { "1": "a" } }, false],
  [{ parameters: { dataset: "a".repeat(257) } }, false],
  [{ parameters: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`p${index}`, "a"])) }, false],
])("%j is a body that is taken: %s", (body, isValid) => {
  expect(validateDescribed("/components/schemas/CredentialsRequest", body).length === 0).toBe(isValid);
});

test.each([
  [{ "param.dataset": "2026-11" }, true],
  [{ dataset: "2026-11" }, false],
  [{ "param.": "2026-11" }, false],
  [{ "param.dataset": "a".repeat(257) }, false],
])("%j is a query of a grant's parameters: %s", (query, isValid) => {
  expect(validateDescribed("/components/parameters/Parameters/schema", query).length === 0).toBe(isValid);
});

test("its credentials are those of AWS's documentation, and no others", () => {
  const text = JSON.stringify(describedDocument);
  const keys = new Set([...text.matchAll(/\bA(?:SIA|KIA)[A-Z0-9]{12,}/g)].map(([key]) => key));
  expect([...keys]).toEqual(["ASIAIOSFODNN7EXAMPLE"]);
});
