import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { checkSettings } from "../../build/package/check-settings.ts";
import { listPages } from "./list-pages.ts";
import { readPage } from "./read-page.ts";

/** All that may be set, as the example of a stage's settings has it; a test of its own holds that to what the template reads. */
const example = readFileSync("deploy/settings/example.env", "utf8");
const known = new Set([...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name = ""]) => name));

/** Blocks of settings as a file has them, and those that package or deploy, with what they are given. */
const blocks = listPages().flatMap((path) =>
  readPage(path).blocks.flatMap(({ info, text, line }) => {
    const place = `${path}:${line}`;
    if (info === "properties") return [{ place, settings: parseEnv(text) }];
    if (!info.startsWith("sh") || !/npm run (?:package|deploy)/.test(text)) return [];
    const given = [...text.matchAll(/(?:^|(?<= ))([A-Z][A-Z_]+)=(\S*)/gm)];
    return [{ place, settings: Object.fromEntries(given.map(([, name = "", value = ""]) => [name, value])) }];
  }),
);
const settings = blocks.flatMap(({ place, settings }) =>
  Object.entries(settings).map(([name, value]) => ({ name, value, place })),
);

test("pages have settings", () => {
  expect(settings.length).toBeGreaterThan(20);
});

test.each(blocks)("$place packages with no half of a switch", ({ settings }) => {
  expect(() => checkSettings(settings)).not.toThrow();
});

test("each setting is one that packaging reads, with a value", () => {
  expect(settings.filter(({ name, value }) => !known.has(name) || value === "")).toEqual([]);
});
