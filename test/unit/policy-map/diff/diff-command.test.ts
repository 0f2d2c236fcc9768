import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CliIo } from "../../../../cli/cli-io.ts";
import { createCommandLine } from "../../../../cli/command-line.ts";
import { diffCommand } from "../../../../cli/commands/diff.ts";

const map = (sub: string) => `
version: 1
issuers:
  corp:
    issuer: https://idp.corp.example
    audience: https://vend.corp.example
    keys: { discovery: true }
    algorithms: [ES256]
grants:
  report:
    when: { issuer: corp, claims: { sub: ${sub} } }
    assume: { role: "arn:aws:iam::111122223333:role/report-reader" }
`;

let folder: string;
let files: { readonly one: string; readonly two: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "diff-"));
  files = { one: join(folder, "one.yaml"), two: join(folder, "two.yaml") };
  await writeFile(files.one, map("a"));
  await writeFile(files.two, map("{ oneOf: [b, a] }"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ readonly code: number | undefined; readonly out: string }> {
  let out = "";
  const io: CliIo = {
    writeOut: (text) => {
      out += text;
    },
    writeError: () => undefined,
    readInput: async () => map("a"),
    openInput: () => Readable.from([Buffer.from(map("a"))]),
    hasColours: false,
    showsProgress: false,
    columns: undefined,
    env: {},
    now: () => 0,
  };
  const line = createCommandLine(io);
  line.program.option("--json").exitOverride();
  line.program.addCommand(diffCommand(line).copyInheritedSettings(line.program));
  await line.program.parseAsync(["diff", ...args], { from: "user" });
  return { code: line.exitCode(), out };
}

test("a widening is exit code 1, unless it is accepted", async () => {
  const { code, out } = await run(files.one, files.two);
  expect(code).toBe(1);
  expect(out).toBe(
    '+ grant report: sub now also "b" (witness: {"sub":"b"} gets arn:aws:iam::111122223333:role/report-reader, was NotGranted)\n' +
      "1 widen, 0 may widen, 0 narrow, 0 change, 0 rename\n",
  );
  expect((await run(files.one, files.two, "--accept-widening")).code).toBe(0);
});

test("whatever does not widen is exit code 0", async () => {
  expect((await run(files.two, files.one)).code).toBe(0);
  expect(await run(files.one, "-")).toEqual({ code: 0, out: "the same: every request is decided alike\n" });
});

test("as JSON, with the witness", async () => {
  const { out } = await run("--json", files.one, files.two);
  expect(JSON.parse(out)).toMatchObject({
    widens: true,
    acceptsWidening: false,
    entries: [
      {
        part: "grant",
        name: "report",
        facet: "claims.sub",
        effect: "widens",
        witness: {
          request: { claims: { sub: "b", iss: "https://idp.corp.example" }, ask: { grant: "report" } },
          before: { refused: "NotGranted" },
          after: { grant: "report", durationSeconds: 3600 },
        },
      },
    ],
  });
});
