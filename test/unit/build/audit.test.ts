import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";

/** A registry that answers what it is asked of known flaws with this, and knows each package, without versions. */
let answer = { status: 200, body: "{}" };
const registry = createServer(({ method, url = "" }, response) => {
  const known = { status: 200, body: JSON.stringify({ name: decodeURIComponent(url.slice(1)), versions: {} }) };
  const { status, body } = method === "POST" ? answer : known;
  response.writeHead(status, { "content-type": "application/json" }).end(body);
});
await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
afterAll(() => new Promise((resolve) => registry.close(resolve)));

function audit(...args: readonly string[]): Promise<{ readonly status: unknown; readonly stdout: string }> {
  const env = { ...process.env, npm_config_registry: url, npm_config_fetch_retries: "0" };
  return new Promise((resolve) => {
    execFile(process.execPath, ["build/audit.ts", ...args], { env }, (error, stdout) =>
      resolve({ status: error?.code ?? 0, stdout }),
    );
  });
}

const flaw = { id: 1, url: "https://flaws.example/1", title: "Flawed", severity: "high", vulnerable_versions: "*" };

test.each([
  ["that knows none", 200, "{}", [], 0, "No known flaw."],
  ["that knows one", 200, JSON.stringify({ esbuild: [flaw] }), [], 1, "high: esbuild"],
  [
    "that knows one, with leave to go on without an answer",
    200,
    JSON.stringify({ esbuild: [flaw] }),
    ["--accept-unavailable"],
    1,
    "high: esbuild",
  ],
  ["that does not answer", 404, "{}", [], 2, "NOT AUDITED"],
  ["that does not answer, with leave to go on", 404, "{}", ["--accept-unavailable"], 0, "NOT AUDITED"],
])(
  "a registry %s",
  async (_what, status, body, args, code, said) => {
    answer = { status, body };
    expect(await audit(...args)).toEqual({ status: code, stdout: expect.stringContaining(said) });
  },
  30_000,
);
