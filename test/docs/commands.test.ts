import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listPages } from "./list-pages.ts";
import { type Page, readPage } from "./read-page.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { shows } from "./shows.ts";
import type { TriedBlock } from "./tried-block.ts";
import { triedPages } from "./tried-pages.ts";
import { untriedBlocks } from "./untried-blocks.ts";

type Block = Page["blocks"][number];

const project = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const mustBeThere = process.env["CONFORMANCE_REQUIRED"] === "1";
const isThere = (command: string) => mustBeThere || spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;

const isOfCommands = ({ info }: Block) => /^(?:sh|bash|shell|console|indented)\b/.test(info);
const begins = (block: Block, start: string) => block.text.startsWith(start) || block.info === start;

describe("blocks of commands", () => {
  const all = listPages().flatMap((path) =>
    readPage(path)
      .blocks.filter(isOfCommands)
      .map((block) => ({ path, block })),
  );
  const tried = triedPages.flatMap(({ path, blocks }) => blocks.map((block) => ({ path, begins: block.begins })));
  const accounts = [...tried, ...untriedBlocks];

  test("are all run, here or by another test, or it is said why not", () => {
    const unaccounted = all.filter(
      ({ path, block }) => !accounts.some((account) => account.path === path && begins(block, account.begins)),
    );
    expect(unaccounted.map(({ path, block }) => `${path}:${block.line} ${block.text}`)).toEqual([]);
  });

  test("that are accounted for are there", () => {
    const stale = accounts.filter(
      (account) => !all.some(({ path, block }) => account.path === path && begins(block, account.begins)),
    );
    expect(stale).toEqual([]);
  });

  test("that are not run have a reason, or a test that is there", () => {
    expect(untriedBlocks.filter(({ by, because }) => (by === undefined ? !because : !existsSync(project(by))))).toEqual(
      [],
    );
  });
});

describe.each(triedPages)("$path", ({ path, prepare, blocks }) => {
  const onPage = readPage(path).blocks;
  let scratch: Scratch;
  let served = "";
  /** What earlier blocks have exported, as in the reader's shell. */
  let exported = "";

  beforeAll(async () => {
    scratch = await openScratch();
    served = await prepare(scratch);
  });
  afterAll(() => scratch?.remove());

  async function tryBlock(tried: TriedBlock): Promise<void> {
    const index = onPage.findIndex((block) => isOfCommands(block) && begins(block, tried.begins));
    const text = onPage[index]?.text ?? "";
    const commands = exported + (tried.fill?.(text, served) ?? text);
    let left = { exitCode: 0, output: "" };
    if (tried.serves) {
      served = await scratch.serve(commands);
      left.output = served;
    } else {
      left = await scratch.run(commands);
      exported +=
        commands
          .slice(exported.length)
          .match(/^export .*$/gm)
          ?.map((line) => `${line}\n`)
          .join("") ?? "";
    }
    expect(left.exitCode, left.output.slice(-2_000)).toBe(tried.exitCode ?? 0);
    expect(left.output).toMatch(tried.prints ?? "");
    const shown = tried.shown ? (onPage[index + 1]?.text ?? "") : "";
    expect(shows(shown, left.output), `shown:\n${shown}\nprinted:\n${left.output}`).toBe(true);
  }

  for (const block of blocks) {
    test.skipIf(block.needs !== undefined && !isThere(block.needs))(
      `${block.begins}${block.needs === undefined ? "" : ` (skipped where ${block.needs} is missing)`}`,
      () => tryBlock(block),
      60_000,
    );
  }
});
