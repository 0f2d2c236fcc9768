import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { constants, copyFileSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { getWorld } from "./get-world.ts";
import { soundMap, temporaryFiles } from "./run-vend.ts";

const program = fileURLToPath(new URL("../../../cli/vend.mjs", import.meta.url));
const file = temporaryFiles();
const map = file("map.yaml", soundMap);
const vend = (args: readonly string[], input = "", env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [program, ...args], {
    input,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });

test("the program answers on its own streams, with its exit code", () => {
  expect(vend(["check", map])).toMatchObject({ status: 0, stdout: "ok: 1 grant, 1 test\n", stderr: "" });
  expect(vend(["check", "-"], "version: 3\n")).toMatchObject({ status: 1, stderr: "" });
  expect(vend(["--version"])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: "",
  });
  expect(vend(["check"])).toMatchObject({ status: 2, stdout: "", stderr: "error: missing required argument 'map'\n" });
});

const isNodeInstalled = existsSync(new URL("../../../node_modules/.bin/node", import.meta.url));

test.skipIf(!isNodeInstalled)(
  "a Node that cannot read TypeScript leaves the work to the one that npm ci brought",
  () => {
    // The same Node by another path, told to be like an old one.
    const old = file("node");
    copyFileSync(process.execPath, old, constants.COPYFILE_FICLONE);
    const asOld = [
      "--no-experimental-strip-types",
      "--import",
      'data:text/javascript,Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.0.0" } })',
      program,
    ];
    const run = (args: readonly string[]) => spawnSync(old, [...asOld, ...args], { input: soundMap, encoding: "utf8" });
    expect(run(["check", "-"])).toMatchObject({ status: 0, stdout: "ok: 1 grant, 1 test\n", stderr: "" });
    expect(run(["check"])).toMatchObject({ status: 2, stdout: "" });
  },
);

test.skipIf(!isNodeInstalled)("what is sent to the one is handed on to the other", async () => {
  const { env } = await getWorld();
  const old = file("node-of-signals");
  copyFileSync(process.execPath, old, constants.COPYFILE_FICLONE);
  const child = spawn(old, ["--no-experimental-strip-types", program, "serve"], {
    env: { ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  // Its output ends with the last process that writes to it: the other has ended too.
  expect(await closed).toEqual([0, null]);
});

test("no colours into a pipe, whatever the environment says of terminals", () => {
  expect(vend(["check", map], "", { TERM: "xterm-256color", FORCE_COLOR: "" }).stdout).toBe("ok: 1 grant, 1 test\n");
});

test("a reader that stops reading is no reason to complain", async () => {
  const child = spawn(process.execPath, [program, "schema"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stdout.destroy();
  const [code] = await once(child, "close");
  expect({ code, said }).toEqual({ code: 0, said: "" });
});
