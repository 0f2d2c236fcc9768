import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { listPages } from "../docs/list-pages.ts";
import { readPage } from "../docs/read-page.ts";

const folder = mkdtempSync(join(tmpdir(), "vend-deploy-"));
afterAll(() => rmSync(folder, { recursive: true }));
const faulty = join(folder, "map.yaml");
writeFileSync(faulty, "version: 2\nissuers: {}\ngrants: {}\n");

/** With no AWS to reach, and nobody to reach it as. */
function deploy(env: Readonly<Record<string, string>>, options: readonly string[] = []) {
  return spawnSync(process.execPath, ["build/deploy.ts", ...options], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", AWS_ENDPOINT_URL: "http://127.0.0.1:9", ...env },
  });
}

test.each([
  ["nobody's map", {}, "the demo's map is not for AWS"],
  ["the demo's map", { POLICY_MAP_FILE: "./local/demo/policy-map.yaml" }, "the demo's map is not for AWS"],
  ["a map that is not valid", { POLICY_MAP_FILE: faulty }, `${faulty}:1:10 version`],
  [
    "half a switch",
    { POLICY_MAP_FILE: faulty, DOMAIN_NAME: "vend.corp.example" },
    "DOMAIN_NAME is set, and CERTIFICATE_ARN is not",
  ],
  ["a map that is not there", { POLICY_MAP_FILE: join(folder, "other.yaml") }, "ENOENT"],
])("%s is refused before anything is made", (_what, env, said) => {
  const { status, stdout, stderr } = deploy(env);
  expect(stderr).toContain(said);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});

/** What pages deploy with, each once. */
const written = new Set(
  listPages().flatMap((path) =>
    readPage(path).blocks.flatMap(({ info, text }) =>
      info.startsWith("sh") ? [...text.matchAll(/^npm run deploy -- (.*)$/gm)].map(([, options = ""]) => options) : [],
    ),
  ),
);

test("pages deploy", () => {
  expect(written.size).toBeGreaterThan(3);
});

test.each([...written])("npm run deploy -- %s is taken, as far as the map", (options) => {
  expect(deploy({ POLICY_MAP_FILE: faulty }, options.split(" "))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`${faulty}:1:10 version`),
  });
});
