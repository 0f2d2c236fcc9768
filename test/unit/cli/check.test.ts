import { describe, expect, test } from "vitest";
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const check = (text: string, ...options: string[]) => runVend(["check", file("map.yaml", text), ...options]);

/** `any*` lets values in that nobody thought of: a warning. */
const withWarning = soundMap.replace("sub: report-runner #", "sub: { glob: report-** } #");

describe("check", () => {
  test("finds nothing in a sound map", async () => {
    expect(await check(soundMap, "--strict")).toMatchObject({ exitCode: 0, out: "ok: 1 grant, 1 test\n", error: "" });
  });

  test("prints each problem with file, line, column, path, rule and repair", async () => {
    const { exitCode, out } = await check(soundMap.replace("duration: 1h", "duration: 13h"));
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /map\.yaml:24:17 grants\.nightly\.assume\.duration: 13h is over the limit of 12 hours; use at most 12h\n/,
    );
    expect(out).toMatch(/not ok: 1 error\n$/);
  });

  test("lets a warning pass, and with --strict does not", async () => {
    const { exitCode, out } = await check(withWarning);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/map\.yaml:18:\d+ grants\.nightly\.when\.claims\.sub\.glob: warning\[[a-z-]+\] .+; .+\n/);
    expect((await check(withWarning, "--strict")).exitCode).toBe(1);
  });

  test("sets aside what is accepted in place, inside it, and nowhere else", async () => {
    const { out } = await check(withWarning);
    const lints = new Set([...out.matchAll(/warning\[([a-z-]+)\]/g)].map(([, lint]) => lint));
    const accept = [...lints].map((lint) => `${lint}: known`).join(", ");
    const accepted = await check(
      withWarning.replace("description:", `accept: { ${accept} }\n    description:`),
      "--strict",
    );
    expect(accepted.exitCode).toBe(0);
    expect(accepted.out).toMatch(/ok: 1 grant,.* \d accepted/);
    const elsewhere = withWarning.replace("algorithms: [ES256]", `algorithms: [ES256]\n    accept: { ${accept} }`);
    expect((await check(elsewhere, "--strict")).exitCode).toBe(1);
  });

  test("runs the map's own tests", async () => {
    const { exitCode, out } = await check(soundMap.replace("from: 10.20.1.1", "from: 10.21.1.1"));
    expect(exitCode).toBe(1);
    expect(out).toContain(
      "not ok - the job gets its role\n    expected: grant nightly\n    got:      refused ConditionNotMet\n",
    );
    expect(out).toMatch(/not ok: 1 grant, 1 test \(1 failed\)\n$/);
  });

  test("says the same as JSON", async () => {
    expect((await check(soundMap, "--json")).json()).toEqual({
      ok: true,
      grants: 1,
      problems: [],
      accepted: [],
      tests: { passed: 1, failed: [] },
    });
    const run = await check(withWarning, "--json", "--strict");
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([
        expect.objectContaining({ level: "warning", line: 18, repair: expect.any(String) }),
      ]),
    });
  });

  test("reads what the map includes, and places problems there", async () => {
    const grants = soundMap.slice(soundMap.indexOf("grants:"), soundMap.indexOf("tests:"));
    file("grants.yaml", `version: 1\n${grants}`);
    const main = `include: [grants.yaml]\n${soundMap.replace(grants, "")}`;
    expect(await check(main)).toMatchObject({ exitCode: 0, out: "ok: 1 grant, 1 test\n" });
    file("grants.yaml", `version: 1\n${grants.replace("1h", "13h")}`);
    expect((await check(main)).out).toMatch(/grants\.yaml:\d+:\d+ grants\.nightly\.assume\.duration: 13h/);
  });
});
