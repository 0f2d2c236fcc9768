import { describe, expect, test } from "vitest";
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const map = file("map.yaml", soundMap);
const cases = (expected: string, sub = "report-runner") =>
  file(
    "cases.yaml",
    `version: 1
tests:
  - name: another caller
    caller: { issuer: corp, claims: { sub: ${sub}, groups: [etl] } }
    from: 10.20.1.1
    expect: { ${expected} }
`,
  );

describe("test", () => {
  test("runs the map's tests and those of the file, and counts", async () => {
    expect(await runVend(["test", map, cases("refused: NotGranted", "intern")])).toMatchObject({
      exitCode: 0,
      out: "TAP version 14\n1..2\nok 1 - the job gets its role\nok 2 - another caller\n# 2 passed, 0 failed\n",
    });
  });

  test("a failure shows what was expected, what came and why, and exits with 1", async () => {
    const { exitCode, out } = await runVend(["test", map, cases("refused: NotGranted")]);
    expect(exitCode).toBe(1);
    expect(out).toContain(
      "not ok 2 - another caller\n    expected: refused NotGranted\n    got:      grant nightly, role ",
    );
    expect(out).toContain("# 1 passed, 1 failed\n");
  });

  test("says the same as JSON", async () => {
    const run = await runVend(["test", map, cases("grant: nightly", "intern"), "--json"]);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      ok: false,
      passed: 1,
      failed: 1,
      tests: [{ passed: true }, { name: "another caller", passed: false, got: "refused NotGranted" }],
    });
  });

  test("cases that name what the map does not have are errors with their place", async () => {
    const { exitCode, error } = await runVend(["test", map, cases("grant: nigthly")]);
    expect(exitCode).toBe(2);
    expect(error).toMatch(/cases\.yaml:6:\d+ tests\[0\]\.expect\.grant: .*nightly/);
  });

  test("a map without tests is fine, and said", async () => {
    const untested = file("untested.yaml", soundMap.slice(0, soundMap.indexOf("tests:")));
    expect(await runVend(["test", untested])).toMatchObject({
      exitCode: 0,
      error: expect.stringContaining("no tests"),
    });
  });

  test("standard input is one thing at a time", async () => {
    expect((await runVend(["test", "-", "-"])).exitCode).toBe(2);
    expect((await runVend(["test", map, "-"], { input: "version: 1\ntests: []\n" })).exitCode).toBe(0);
  });
});
