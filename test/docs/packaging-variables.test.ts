import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
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

/** Lines that package or deploy, with the variables that they are given or that the block has exported. */
const settings = listPages().flatMap((path) =>
  readPage(path)
    .blocks.filter(({ info, text }) => info.startsWith("sh") && /npm run (?:package|deploy)/.test(text))
    .flatMap(({ text, line }) =>
      [...text.matchAll(/(?:^|(?<= ))([A-Z][A-Z_]+)=/gm)].map(([, name = ""]) => ({ name, place: `${path}:${line}` })),
    ),
);

test("pages package with variables", () => {
  expect(settings.length).toBeGreaterThan(10);
});

test("every variable that a page packages with is one that packaging reads", () => {
  expect(settings.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(template))).toEqual([]);
});
