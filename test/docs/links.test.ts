import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { lintTable } from "../../shared/policy-map/lint/lint-table.ts";
import { listPages } from "./list-pages.ts";
import { readPage } from "./read-page.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const pages = new Map(listPages().map((path) => [path, readPage(path)]));

/** `docs/cli.md#get` as it is linked to from a page. */
function resolveLink(from: string, target: string): { readonly path: string; readonly anchor: string | undefined } {
  const [file = "", anchor] = target.split("#");
  return { path: file === "" ? from : normalize(join(dirname(from), decodeURIComponent(file))), anchor };
}

/** What is wrong with a place in this project; undefined where nothing is. */
function findFault({ path, anchor }: ReturnType<typeof resolveLink>): string | undefined {
  if (path.startsWith("..") || !existsSync(join(project, path))) return "there is no such file";
  if (anchor === undefined) return undefined;
  const page = pages.get(path);
  if (page === undefined) return "an anchor in what is no page";
  return page.anchors.has(anchor) ? undefined : "there is no such heading";
}

const isExternal = (target: string) => /^[a-z][a-z0-9+.-]*:/i.test(target);

/** Https, to a host with a name, and nobody's password in it. */
function isPublic(target: string): boolean {
  const { protocol, hostname, username } = URL.parse(target) ?? {};
  return protocol === "https:" && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(hostname ?? "") && username === "";
}

describe("links of the documentation", () => {
  test("there are pages, with links in them", () => {
    expect(pages.size).toBeGreaterThan(30);
    expect([...pages.values()].flatMap(({ links }) => links).length).toBeGreaterThan(300);
  });

  test.each([...pages])("%s leads to files and headings that are there", (from, { links }) => {
    const faults = links
      .filter(({ target }) => !isExternal(target))
      .map(({ target, line }) => ({ target, line, fault: findFault(resolveLink(from, target)) }))
      .filter(({ fault }) => fault !== undefined);
    expect(faults).toEqual([]);
  });

  test.each([...pages])("%s leads out by https alone", (_from, { links }) => {
    expect(links.filter(({ target }) => isExternal(target) && !isPublic(target))).toEqual([]);
  });

  test("every page can be reached from README.md", () => {
    const reached = new Set(["README.md"]);
    for (const from of reached) {
      for (const { target } of pages.get(from)?.links ?? []) {
        const { path } = resolveLink(from, target);
        if (!isExternal(target) && pages.has(path)) reached.add(path);
      }
    }
    expect([...pages.keys()].filter((path) => !reached.has(path))).toEqual([]);
  });

  test("docs/README.md has every page of docs/", () => {
    const linked = new Set(
      pages.get("docs/README.md")?.links.map(({ target }) => join("docs", target.split("#")[0] ?? "")),
    );
    const own = [...pages.keys()].filter((path) => path.startsWith("docs/") && path !== "docs/README.md");
    expect(own.filter((path) => !linked.has(path))).toEqual([]);
  });
});

describe("what code says of the documentation", () => {
  const sources = globSync(
    "{shared,functions,cli,local,build,bench,clients,deploy,test}/**/*.{ts,mjs,cjs,js,yml,yaml,py,rb,php,go,java,sh}",
    {
      cwd: project,
      exclude: ["**/node_modules/**"],
    },
  );
  const named = [...sources, "serverless.yml", "package.json"].flatMap((file) => {
    const text = readFileSync(join(project, file), "utf8");
    return [...text.matchAll(/\bdocs\/[a-z0-9-]+\.md(?:#[a-z0-9-]+)?/g)].map(([target]) => ({ file, target }));
  });

  test("is said in many places", () => {
    expect(named.length).toBeGreaterThan(50);
  });

  test("names pages and headings that are there", () => {
    expect(named.filter(({ target }) => findFault(resolveLink("README.md", target)) !== undefined)).toEqual([]);
  });

  test("has a heading for every lint that is printed", () => {
    const { anchors } = readPage("docs/lints.md");
    expect(Object.keys(lintTable).filter((lint) => !anchors.has(lint))).toEqual([]);
  });
});
