import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findRemovals } from "../../build/deploy/find-removals.ts";
import { packageTemplate } from "./template/package-template.ts";
import { parametersOf } from "./template/parameters-of.ts";
import { resolveTemplate } from "./template/resolve-template.ts";
import { switches } from "./template/switches.ts";
import type { Template, TemplateResource } from "./template/template.ts";

/*
 * What changes from one deployment to the next, by the template of production as the framework makes it.
 */
let folder: string;
let template: Template;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "changes-"));
  ({ template } = await packageTemplate(folder, {}, ["--stage", "production"]));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test.each(switches)("to switch $name off takes away what it brought, and its setting", ({ env, brings }) => {
  const parameters = parametersOf(env);
  const names = namesOf(findRemovals({ template, parameters }, { template }));
  // Production has alarms and a dashboard where nothing is said of them.
  const always = Object.keys(resolveTemplate(template).Resources);
  const brought = brings.filter((name) => name !== "PrivateApiDeployment" && !always.includes(name));
  const set = Object.keys(parameters).filter((name) => template.Parameters[name]?.Default === "");
  expect(names).toEqual(expect.arrayContaining([...brought, ...set]));
});

test.each(switches)("to switch $name on takes away only what it is in place of", ({ env }) => {
  const names = namesOf(findRemovals({ template }, { template, parameters: parametersOf(env) }));
  const topics = ["PagingTopic", "TicketTopic"].filter((topic) => `${topic}Arn` in parametersOf(env));
  expect(names).toEqual(topics);
});

/** Kept when its switch goes off, under a name that is the same when it goes on again: CloudFormation would not make it. */
const inTheWay = ["RefreshDashkeyDashsetsLogGroup", "ReplayTable"];

test("what is kept of a switch that goes off is in its own way only where docs/deploy.md says how to take it back", () => {
  const always = resolveTemplate(template).Resources;
  const kept = switches.flatMap(({ env }) =>
    Object.entries(resolveTemplate(template, parametersOf(env)).Resources).filter(
      ([name, resource]) => !(name in always) && isKept(resource) && isNamed(resource),
    ),
  );
  expect([...new Set(kept.map(([name]) => name))].sort()).toEqual(inTheWay);
  const page = readFileSync("docs/deploy.md", "utf8");
  expect(inTheWay.filter((name) => !page.includes(`| \`${name}\``))).toEqual([]);
});

test("what a stack leaves behind when it is removed is in the way of the next only where it is a function's log group", () => {
  const left = Object.entries(resolveTemplate(template).Resources).filter(
    ([, resource]) => isKept(resource) && isNamed(resource),
  );
  expect(left.length).toBeGreaterThan(2);
  expect(left.filter(([name, { Type }]) => Type !== "AWS::Logs::LogGroup" || !name.endsWith("LogGroup"))).toEqual([]);
});

function isKept({ DeletionPolicy = "Delete" }: TemplateResource): boolean {
  return DeletionPolicy !== "Delete";
}

/** By this template, and not after something that is made anew; an account's, a stage's and a region's own names are no help. */
function isNamed({ Properties }: TemplateResource): boolean {
  const names = Object.entries(Properties ?? {}).filter(([property]) => /^(?!Host)\w*Name$/.test(property));
  return names.some(([, value]) => !/\$\{\w+\}/.test(JSON.stringify(value).replaceAll("$" + "{StageName}", "")));
}

/** Without type and value. */
function namesOf(removals: readonly string[]): readonly string[] {
  return removals.map((line) => line.replace(/[ ,].*$/, ""));
}

test.each<[string, Readonly<Record<string, string>>, string]>([
  ["of the HTTP API", {}, "HttpApi"],
  ["of the HTTP API, which is open beside a private one", { VPC_ENDPOINT_IDS: "vpce-1" }, "HttpApi"],
  ["of the domain", { DOMAIN_NAME: "vend.corp.example", VPC_ENDPOINT_IDS: "vpce-1", PRIVATE_ONLY: "on" }, "DomainName"],
  [
    "of the private API, where it is the only way in",
    { VPC_ENDPOINT_IDS: "vpce-1", PRIVATE_ONLY: "on" },
    "PrivateApi}-",
  ],
  [
    "of the private API's own domain",
    { VPC_ENDPOINT_IDS: "vpce-1", PRIVATE_ONLY: "on", PRIVATE_DOMAIN_NAME: "vend.internal.example" },
    "PrivateDomainName",
  ],
])("the address that is asked whether it is ready is that %s", (_what, env, named) => {
  const { Outputs } = resolveTemplate(template, parametersOf(env));
  expect(JSON.stringify(Outputs["ServiceUrl"]?.Value)).toContain(`https://\${${named}`);
});
