import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
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
