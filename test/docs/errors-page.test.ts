import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codes } from "../../shared/model/codes.ts";
import { readPage } from "./read-page.ts";

const text = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const all = Object.entries(codes);

test("docs/errors.md has one heading for each code, in their order, and no other", () => {
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(all.map(([code]) => code));
  const { anchors } = readPage("docs/errors.md");
  expect([...anchors].slice(1)).toEqual(all.map(([code]) => code.toLowerCase()));
});

test("its table says of each code its status, and whether to ask again", () => {
  const rows = [...text.matchAll(/^\| \[(\w+)\]\(#(\w+)\) \| (\d+) \| (yes|no) \|$/gm)].map((row) => row.slice(1));
  expect(rows).toEqual(
    all.map(([code, { status, retryable }]) => [code, code.toLowerCase(), `${status}`, retryable ? "yes" : "no"]),
  );
});

test.each(all)(
  "the section of %s begins with the status and the sentence that callers see",
  (code, { status, title }) => {
    const [, section = ""] = text.split(`\n## ${code}\n`);
    expect(section.trimStart()).toMatch(new RegExp(`^${status}: ${title.replaceAll(/[.?]/g, "\\$&")}\\.\n`));
  },
);
