import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCommandLine } from "../../../../cli/command-line.ts";
import { reportCommand } from "../../../../cli/commands/report.ts";

const twelveGrants = new URL("../../../browser/twelve-grants.yaml", import.meta.url);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vend-report-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const line = createCommandLine({
    writeOut: (text) => void printed.push(text),
    writeError: (text) => void printed.push(text),
    readInput: async () => readFileSync(twelveGrants, "utf8"),
    openInput: () => Readable.from([Buffer.from(readFileSync(twelveGrants, "utf8"))]),
    hasColours: false,
    showsProgress: false,
    columns: undefined,
    env: {},
    now: () => Date.UTC(2026, 9, 7, 5),
  });
  line.program.exitOverride().configureOutput({ writeErr: () => undefined });
  line.program.addCommand(reportCommand(line).copyInheritedSettings(line.program));
  await line.program.parseAsync(["report", ...args], { from: "user" });
  return printed.join("");
}

function git(...args: readonly string[]): void {
  const who = {
    GIT_AUTHOR_NAME: "Ada & Co",
    GIT_AUTHOR_EMAIL: "ada@corp.example",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@corp.example",
  };
  execFileSync("git", args, {
    cwd: join(folder, "repository"),
    env: { ...process.env, ...who, GIT_COMMITTER_DATE: "2026-10-01T09:12:00Z" },
  });
}

test("a map outside of git: the whole page, with no history, no external ID, and its own hashes in its policy", async () => {
  const map = join(folder, "map.yaml");
  copyFileSync(twelveGrants, map);
  const output = join(folder, "map.html");
  expect(await run(map, "-o", output)).toMatch(/^\S+map\.html: 12 grants, \d+ findings\n$/);
  const page = readFileSync(output, "utf8");
  expect(page).not.toContain("never-on-the-page");
  expect(page).not.toContain("Last change");
  expect(page).not.toContain(folder);
  const allowed = [...page.matchAll(/&#39;sha256-(.+?)&#39;/g)].map(([, hash]) => hash);
  const inline = [...page.matchAll(/<(style|script)>(.*?)<\/\1>/gs)].map(([, , text = ""]) =>
    createHash("sha256").update(text).digest("base64"),
  );
  expect(allowed).toEqual(inline);
  expect(page).toContain("default-src &#39;none&#39;");
});

test("a map in git: each entry has its own last change, what is not committed says so", async () => {
  const repository = join(folder, "repository");
  mkdirSync(repository);
  const map = join(repository, "map.yaml");
  const text = readFileSync(twelveGrants, "utf8");
  writeFileSync(map, text);
  git("init", "--quiet");
  git("add", "map.yaml");
  git("commit", "--quiet", "-m", "Begin the <i>map</i>");
  writeFileSync(map, text.replace("Read one data set", "Read one data set, no more"));
  const output = join(folder, "repository.html");
  await run(map, "--output", output);
  const page = readFileSync(output, "utf8");
  const cardOf = (grant: string) => page.slice(page.indexOf(`id="grant-${grant}"`)).split("</details>")[0] ?? "";
  expect(cardOf("dataset")).toContain("Last change: not committed yet");
  expect(cardOf("audit")).toMatch(
    /2026-10-01 09:12 UTC<\/time> by <bdi>Ada &amp; Co<\/bdi>, <code>[0-9a-f]{10}<\/code> <q dir="auto">Begin the &lt;i&gt;map&lt;\/i&gt;<\/q>/,
  );
  expect(page.slice(page.indexOf('id="issuer-staff"'))).toContain("Ada &amp; Co");
  expect(page).not.toContain("ada@corp.example");
});

test("from standard input to standard output", async () => {
  expect(await run("-", "-o", "-")).toMatch(/^<!doctype html>.*<\/html>\n$/s);
});

test("a page that cannot be written is an error that names the file", async () => {
  await expect(run("-", "-o", join(folder, "no", "map.html"))).rejects.toMatchObject({
    name: "CliError",
    message: expect.stringContaining("map.html cannot be written"),
  });
});

test("without a place to write to it is wrong usage", async () => {
  await expect(run("-")).rejects.toMatchObject({ code: "commander.missingMandatoryOptionValue" });
});

test("a map that grants nothing has a page too", async () => {
  const map = join(folder, "empty.yaml");
  writeFileSync(map, "version: 1\n");
  const page = await run(map, "-o", "-");
  expect(page).toContain("The map grants nothing to anybody.");
  expect(page).toContain("Nobody is on the deny list.");
});
