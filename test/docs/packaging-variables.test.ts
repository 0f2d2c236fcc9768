import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkSettings } from "../../build/package/check-settings.ts";
import { listPages } from "./list-pages.ts";
import { readPage } from "./read-page.ts";

const template = [
  "serverless.yml",
  ...globSync("deploy/*"),
  ...globSync("build/{package,rights,deploy}/*.ts"),
  "build/package.ts",
]
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

/** Blocks that package or deploy, with the variables that they are given or have exported. */
const blocks = listPages().flatMap((path) =>
  readPage(path)
    .blocks.filter(({ info, text }) => info.startsWith("sh") && /npm run (?:package|deploy)/.test(text))
    .map(({ text, line }) => ({
      place: `${path}:${line}`,
      settings: [...text.matchAll(/(?:^|(?<= ))([A-Z][A-Z_]+)=(\S*)/gm)].map(([, name = "", value = ""]) => [
        name,
        value,
      ]),
    })),
);
const settings = blocks.flatMap(({ place, settings }) => settings.map(([name = ""]) => ({ name, place })));

test("pages package with variables", () => {
  expect(settings.length).toBeGreaterThan(10);
});

test.each(blocks)("$place packages with no half of a switch", ({ settings }) => {
  expect(() => checkSettings(Object.fromEntries(settings))).not.toThrow();
});

test("every variable that a page packages with is one that packaging reads", () => {
  expect(settings.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(template))).toEqual([]);
});
