import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exitCodes } from "../../../cli/exit-codes.ts";
import { runVend } from "./run-vend.ts";

const page = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8");

test("the page has every command that there is, and no other", async () => {
  const { out } = await runVend(["--help"]);
  const commands = [...out.slice(out.indexOf("Commands:")).matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
  const listed = [...page.matchAll(/^\| \[`([a-z-]+)/gm)].map(([, name]) => name);
  const alsoNamed = [...page.matchAll(/`(rollback) --to/g)].map(([, name]) => name).slice(0, 1);
  expect([...listed, ...alsoNamed, "help"].sort()).toEqual(commands.sort());
});

test("the page has every exit code", () => {
  const listed = [...page.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual(Object.values(exitCodes));
});

test("every option that the page shows is one of its command's", async () => {
  for (const [, command = "", rest = ""] of page.matchAll(/npx vend ([a-z-]+)([^\n|]*)/g)) {
    const { out } = await runVend([command, "--help"]);
    for (const [option] of rest.matchAll(/(?<= )--?[a-z][a-z-]*/g)) {
      expect(out, `${command} ${option}`).toContain(option);
    }
  }
});
