import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

interface ServiceFile {
  readonly provider: { readonly environment: Readonly<Record<string, unknown>> };
  readonly functions: Readonly<Record<string, { readonly environment?: Readonly<Record<string, unknown>> }>>;
}

const service = parse(readFileSync("serverless.yml", "utf8")) as ServiceFile;

/** What Lambda sets, and what must not be set. */
const notHandedOver = ["AWS_REGION", "AWS_LAMBDA_LOG_LEVEL"];

test("each variable that the service reads can be set where it is deployed, and is in the README", () => {
  const source = readFileSync("shared/config/read-config.ts", "utf8");
  const names = new Set(source.match(/(?<=")[A-Z][A-Z_]{5,}(?=")/g));
  const settable = [...names].filter((name) => !notHandedOver.includes(name));
  expect(settable).toContain("SUBJECT_FAILURE_LIMIT");
  expect(Object.keys(service.provider.environment)).toEqual(expect.arrayContaining(settable));
  const readme = readFileSync("README.md", "utf8");
  expect(settable.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

test("each variable that the probes read can be set where they are deployed", () => {
  const source = readFileSync("shared/config/read-probe-config.ts", "utf8");
  const names = [...new Set(source.match(/(?<=")PROBE_[A-Z_]+(?=")/g))].toSorted();
  expect(names).toHaveLength(11);
  for (const probe of ["probe-vending", "probe-refusals"]) {
    expect(Object.keys(service.functions[probe]?.environment ?? {}).toSorted()).toEqual(names);
  }
});

test("each variable that packaging reads is in the README, or among the switches", () => {
  const names = readFileSync("serverless.yml", "utf8").match(/(?<=env:)[A-Z_]+/g) ?? [];
  expect(names).toContain("API_BURST_LIMIT");
  const readme = readFileSync("README.md", "utf8");
  const switches = readFileSync("docs/deploy.md", "utf8");
  expect(names.filter((name) => ![readme, switches].some((text) => text.includes(`\`${name}\``)))).toEqual([]);
});

test("API Gateway throttles each route, by what the parameters say", () => {
  const parameters = { ThrottlingRateLimit: "apiRateLimit", ThrottlingBurstLimit: "apiBurstLimit" };
  const settings = Object.entries(parameters).map(([name, parameter]) => [name, `\${param:${parameter}}`]);
  const { extensions } = parse(readFileSync("deploy/logs.yml", "utf8"));
  expect(extensions.HttpApiStage.Properties.DefaultRouteSettings).toEqual(Object.fromEntries(settings));
});
