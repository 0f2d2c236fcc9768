import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import { runDoctor, startServiceSts } from "./run-doctor.ts";

const read = (name: string) => readFileSync(new URL(`../../../local/demo/${name}`, import.meta.url), "utf8");

/** A caller of the demo, whose repository is the one that the role asks for. */
const deployer = `
tests:
  - name: doctor - a deployer
    caller: { issuer: local, claims: { sub: ci-deployer, repository: corp/reports, ref: refs/heads/main } }
    grant: deploy-reports
    expect: { grant: deploy-reports }
`;
const map = read("policy-map.yaml");
const mapWithCaller = /^tests:/m.test(map) ? map.replace(/^tests:\n/m, deployer.trimStart()) : map + deployer;

describe("doctor, on the demo", () => {
  let sts: StsEmulator;
  beforeEach(async () => {
    sts = await startServiceSts(read("aws.yaml"));
  });
  afterEach(() => sts.close());
  afterAll(() => vi.unstubAllEnvs());

  test("finds everything to fit but the wrong external ID", async () => {
    const { exitCode, kinds, roles } = await runDoctor(mapWithCaller, ["--json"]);
    expect(exitCode).toBe(1);
    const { "wrong-external-id": wrong = [], ...others } = kinds;
    expect(Object.values(others).flat()).toEqual([]);
    expect(Object.keys(others)).toEqual([
      "nightly-report",
      "dataset",
      "archive-read",
      "deploy-reports",
      "publish-release",
      "audit",
    ]);
    expect(wrong).toEqual(["external-id", "trust-conditions"]);
    expect(roles.filter(({ grants }) => grants.includes("audit")).map(({ account }) => account)).toEqual([
      "reporting",
      "archive",
    ]);
    expect(roles.find(({ grants }) => grants.includes("archive-read"))?.via).toEqual([
      "arn:aws:iam::999988887777:role/vending-hub",
    ]);
  });

  test("every call has a session policy: one that denies all, or lets a hub go on", async () => {
    await runDoctor(mapWithCaller);
    const calls = sts.calls.filter(({ action }) => action === "AssumeRole");
    expect(calls.length).toBeGreaterThan(8);
    for (const call of calls) {
      const policy = String(call.parameters["Policy"]);
      const isHub = call.parameters["RoleArn"] === "arn:aws:iam::999988887777:role/vending-hub";
      expect(policy).toContain(isHub ? "arn:aws:iam::444455556666:role/archive-reader" : '"Effect":"Deny"');
      expect(call.parameters["DurationSeconds"]).toBe("900");
    }
  });

  test("prints no credentials and no external ID", async () => {
    const hidden = await runDoctor(mapWithCaller);
    const secrets = [
      process.env["AWS_SECRET_ACCESS_KEY"] ?? "?",
      process.env["AWS_SESSION_TOKEN"] ?? "?",
      "demo-reporting-4711",
    ];
    for (const secret of secrets) {
      expect(hidden.out + hidden.error).not.toContain(secret);
    }
    expect(hidden.out).toContain("DOES NOT FIT wrong-external-id (reporting-mistyped)");
    expect(hidden.out).toMatch(/1 of 8 roles not as the map has it\n$/);
  });

  test("one account, one grant", async () => {
    expect((await runDoctor(mapWithCaller, ["--json", "--account", "archive"])).kinds).toEqual({
      "archive-read": [],
      audit: [],
    });
    expect((await runDoctor(mapWithCaller, ["--json", "--account", "444455556666", "--grant", "audit"])).kinds).toEqual(
      {
        audit: [],
      },
    );
    const fine = await runDoctor(mapWithCaller, ["--grant", "dataset"]);
    expect(fine.exitCode).toBe(0);
    expect(fine.out).toBe(
      "as arn:aws:sts::999988887777:assumed-role/vending-service/vend-credentials\n" +
        "fits dataset (reporting): arn:aws:iam::111122223333:role/dataset-reader\nall fit: 1 role\n",
    );
  });
});
