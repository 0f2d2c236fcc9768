import { expect, test } from "vitest";
import { runVend, temporaryFiles } from "../unit/cli/run-vend.ts";
import { blockOf } from "./block-of.ts";
import { shows } from "./shows.ts";

const write = temporaryFiles();

/** The map that `vend init` writes, and the short one of the README. */
const starter = async () => (await runVend(["init", "-"])).out;
const short = async () => blockOf("README.md", "nightly-report:");

const tooLong = (map: string) => map.replace("account: reporting\n", "account: reporting\n      duration: 13h\n");

const misspelt = `version: 1
issuers:
  local: { issuer: "http://127.0.0.1:8081", audience: https://vend.example, keys: { discovery: true }, algorithms: [ES256] }
grants:
  job:
    wen: { issuer: local }
    assume: { role: arn:aws:iam::111122223333:role/report-reader, account: reporting }
`;

test.each([
  { page: "README.md", says: "13h is over", file: "policy-map.yaml", map: async () => tooLong(await short()) },
  { page: "docs/policy-map.md", says: "13h is over", file: "policy-map.yaml", map: async () => tooLong(await short()) },
  {
    page: "docs/cli.md",
    says: "13h is over",
    file: "policy-map.yaml",
    map: async () => (await starter()).replace("duration: 1h", "duration: 13h"),
  },
  {
    page: "docs/cli.md",
    says: "glob-crosses-separator",
    file: "policy-map.yaml",
    map: async () => (await starter()).replace("sub: report-runner #", 'sub: { glob: "report-**" } #'),
  },
  { page: "docs/local-stack.md", says: "job.wen", file: "my.yaml", map: async () => misspelt },
])("$page shows what check says of a mistake: $says", async ({ page, says, file, map }) => {
  const path = write(file, await map());
  const { out, error } = await runVend(["check", path]);
  const printed = (out + error).replaceAll(path, file);
  expect(shows(blockOf(page, says), printed), printed).toBe(true);
});

test("docs/cli.md shows what revoke says of a map's own tests", async () => {
  const path = write("policy-map.yaml", await starter());
  const asked = ["--grant", "nightly-report", "--sub", "report-runner", "--reason", "key leaked"];
  const { error } = await runVend(["revoke", path, ...asked]);
  const printed = error.replaceAll(path, "policy-map.yaml");
  expect(shows(blockOf("docs/cli.md", "fails with the denial"), printed), printed).toBe(true);
});
