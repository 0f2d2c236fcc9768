import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { type Shell, shellLines } from "../../../cli/get/shell-lines.ts";
import { getWorld } from "./get-world.ts";

test("prints lines that a POSIX shell evaluates", async () => {
  const { vend } = await getWorld();
  const { out, exitCode } = await vend(["env"]);
  expect(exitCode).toBe(0);
  const script = `eval "$LINES"; echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN $AWS_CREDENTIAL_EXPIRATION"`;
  expect(execFileSync("sh", ["-c", script], { env: { LINES: out }, encoding: "utf8" })).toMatch(
    /^key-1 secret-key session-token \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/,
  );
});

test("--json prints the variables, and --shell those of another shell", async () => {
  const { vend } = await getWorld();
  expect((await vend(["env", "--json"])).json()).toMatchObject({ AWS_ACCESS_KEY_ID: "key-1" });
  expect((await vend(["env", "--shell", "fish"])).out).toMatch(/^set -gx AWS_ACCESS_KEY_ID 'key-1'\n/);
  expect((await vend(["env", "--shell", "powershell"])).out).toMatch(/^\$env:AWS_ACCESS_KEY_ID = 'key-1'\n/);
  expect(await vend(["env", "--shell", "csh"])).toMatchObject({ exitCode: 2, out: "" });
});

/** What would end the quotes, or begin something of its own. */
const hostile = `'; touch /tmp/x; $(id) \`id\` "\\\n$HOME\u2019`;

test("a POSIX shell takes a hostile value for a value", () => {
  const script = `${shellLines({ A: hostile }, "posix")}printf %s "$A"`;
  expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(hostile);
});

test.each<[Shell, string]>([
  ["fish", `set -gx A 'a\\'b\\\\c\u2019'\n`],
  ["powershell", `$env:A = 'a''b\\c\u2019\u2019'\n`],
])("so does %s, by its own rules", (shell, lines) => {
  expect(shellLines({ A: "a'b\\c\u2019" }, shell)).toBe(lines);
});
