import { readFileSync } from "node:fs";
import GithubSlugger from "github-slugger";
import MarkdownIt, { type Token } from "markdown-it";

/** Where a link of a page leads, as it is written. */
interface PageLink {
  readonly target: string;
  readonly line: number;
}

/** A block of code, fenced or indented. */
interface PageBlock {
  /** What its fence says; `indented` where there is none. */
  readonly info: string;
  readonly text: string;
  readonly line: number;
}

/** What a page of the documentation holds, as GitHub renders it. */
export interface Page {
  readonly links: readonly PageLink[];
  /** The anchors of its headings. */
  readonly anchors: ReadonlySet<string>;
  readonly blocks: readonly PageBlock[];
}

const markdown = new MarkdownIt({ html: true });

/** @param path from the project's folder */
export function readPage(path: string): Page {
  const slugger = new GithubSlugger();
  const links: PageLink[] = [];
  const anchors = new Set<string>();
  const blocks: PageBlock[] = [];
  const tokens = markdown.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"), {});
  for (const [index, token] of tokens.entries()) {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === "inline") links.push(...linksOf(token).map((target) => ({ target, line })));
    if (token.type === "heading_open") anchors.add(slugger.slug(textOf(tokens[index + 1])));
    if (token.type === "fence") blocks.push({ info: token.info.trim(), text: token.content, line });
    if (token.type === "code_block") blocks.push({ info: "indented", text: token.content, line });
  }
  return { links, anchors, blocks };
}

function linksOf(inline: Token): string[] {
  return (inline.children ?? []).flatMap((child) => child.attrGet("href") ?? child.attrGet("src") ?? []).map(String);
}

/** A heading's text without its marks, as GitHub makes the anchor of it. */
function textOf(inline: Token | undefined): string {
  const children = inline?.children ?? [];
  return children.map(({ type, content }) => (type === "text" || type === "code_inline" ? content : "")).join("");
}
