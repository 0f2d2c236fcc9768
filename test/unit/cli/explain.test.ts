import { describe, expect, test } from "vitest";
import { createTokenIssuer } from "../../support/token-issuer.ts";
import { nowMs, runVend, soundClaims, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const map = file("map.yaml", soundMap);
const claims = (changes: object = {}) => file("claims.json", JSON.stringify({ ...soundClaims, ...changes }));
const explain = (changes: object, ...options: string[]) =>
  runVend(["explain", map, "--claims", claims(changes), ...options]);

describe("explain", () => {
  test("shows each condition, the decision and the whole request", async () => {
    const { exitCode, out, error } = await explain({}, "--ip", "10.20.1.1");
    expect({ exitCode, error }).toEqual({
      exitCode: 0,
      error: "note: taken as if the token had jti: without, the service answers MissingClaim\n",
    });
    expect(out).toBe(`Grant nightly: The nightly job
  ✓ issuer        must be corp; is corp (https://idp.corp.example)
  ✓ claim sub     must be "report-runner"; is "report-runner"
  ✓ claim groups  must be a list with at least one of "etl"; is ["etl"]
  ✓ network       must be from 10.20.0.0/16; is 10.20.1.1

GRANTED nightly: arn:aws:iam::111122223333:role/report-reader in account reporting

sts:AssumeRole, with the service's own role
  RoleArn: arn:aws:iam::111122223333:role/report-reader
  RoleSessionName: report-runner
  DurationSeconds: 3600
  ExternalId: (hidden; --show-external-id shows it)
  SourceIdentity: report-runner
  Policy: {
    "Version": "2012-10-17",
    "Statement": [
      {
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::exports/report-runner/*"
      }
    ]
  }
`);
  });

  test("shows what does not hold, the code, and the reason that the caller is not told", async () => {
    const { exitCode, out, error } = await explain({}, "--ip", "10.21.1.1");
    expect(exitCode).toBe(1);
    expect(out).toContain("✗ network       must be from 10.20.0.0/16; is 10.21.1.1\n");
    expect(out).toContain("\nREFUSED ConditionNotMet: grant nightly: network: 10.21.1.1 is in none of 10.20.0.0/16\n");
    expect(out).not.toContain("AssumeRole");
    expect(error).toBe(
      "note: taken as if the token had jti: without, the service answers MissingClaim\nnote: --nearest shows the grants that came closest\n",
    );
  });

  test("hides external IDs, in both forms, until they are asked for", async () => {
    for (const form of [[], ["--json"]]) {
      const hidden = await explain({}, "--ip", "10.20.1.1", ...form);
      expect(hidden.out).not.toContain("a-long-random-string");
      const shown = await explain({}, "--ip", "10.20.1.1", "--show-external-id", ...form);
      expect(shown.out).toContain("a-long-random-string");
    }
  });

  test("--nearest names what came closest and what is missing", async () => {
    const { out } = await explain({ sub: "report-runer" }, "--ip", "10.20.1.1", "--nearest");
    expect(out).toContain(`REFUSED NotGranted: no grant matches this caller

Near: grant nightly: The nightly job (3 of 4 conditions hold); missing:
  ✗ claim sub  must be "report-runner"; is "report-runer"
`);
  });

  test("as JSON: verdict, conditions, calls", async () => {
    expect((await explain({}, "--ip", "10.20.1.1", "--json")).json()).toMatchObject({
      granted: true,
      grant: "nightly",
      role: "arn:aws:iam::111122223333:role/report-reader",
      grants: [{ grant: "nightly", conditions: [{ kind: "issuer", holds: true }, { kind: "claim" }, {}, {}] }],
      calls: [{ request: { DurationSeconds: 3600 } }],
    });
    expect((await explain({ sub: "x" }, "--json", "--nearest")).json()).toMatchObject({
      granted: false,
      code: "NotGranted",
      calls: [],
      nearest: [{ grant: "nightly", missing: [{ subject: "claim sub" }, { subject: "network" }] }],
    });
  });

  test("a denial is shown before all else", async () => {
    const denying = file(
      "denying.yaml",
      `${soundMap}deny:\n  - { issuer: corp, claims: { groups: { anyOf: [etl] } }, reason: leaked }\n`,
    );
    const { exitCode, out } = await runVend(["explain", denying, "--claims", claims(), "--ip", "10.20.1.1"]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^Deny list, entry 1: leaked\n/);
    expect(out).toContain("REFUSED Revoked: deny list, entry 1: leaked\n");
  });

  test("the calls of a chain are shown hop by hop", async () => {
    const chain = file(
      "chain.yaml",
      soundMap.replace("    assume:", '    assume:\n      via: ["arn:aws:iam::999988887777:role/hub"]'),
    );
    const { out } = await runVend(["explain", chain, "--claims", claims(), "--ip", "10.20.1.1"]);
    expect(out).toContain(
      "sts:AssumeRole, call 1 of 2, with the service's own role\n  RoleArn: arn:aws:iam::999988887777:role/hub\n",
    );
    expect(out).toContain("sts:AssumeRole, call 2 of 2, with the session of call 1\n");
  });

  test("hours and parameters can be supposed", async () => {
    const timed = soundMap
      .replace(
        "      network:",
        '      time: { days: [wed], from: "06:30", to: "07:30", zone: Europe/Berlin }\n      network:',
      )
      .replace(
        "tests:",
        "tests:\n  - { name: no, caller: { issuer: corp, claims: { sub: x } }, expect: { refused: NotGranted } }\n#",
      )
      .replace("    assume:", '    parameters: { day: { pattern: "[a-z]{3}" } }\n    assume:');
    const path = file("timed.yaml", timed.slice(0, timed.indexOf("#:")));
    const run = (...options: string[]) =>
      runVend(["explain", path, "--claims", claims(), "--ip", "10.20.1.1", ...options]);
    expect((await run("--param", "day=mon")).exitCode).toBe(0);
    expect((await run("--param", "day=mon", "--at", "2026-10-07T07:00:00+02:00")).exitCode).toBe(0);
    const late = await run("--param", "day=mon", "--at", "2026-10-07T05:30:00Z");
    expect(late.exitCode).toBe(1);
    expect(late.out).toContain("is wed 07:30 there (2026-10-07T05:30:00.000Z)");
    expect((await run()).out).toContain("✗ parameter day  must be text that matches [a-z]{3} as a whole; is missing");
    expect((await run("--param", "day=mon", "night=x")).out).toContain("✗ parameter night");
    expect((await run("--param", "day=mon", "--duration", "2h")).out).toContain(
      "✗ duration       must be 900 to 3600 s; is 7200 s",
    );
  });
});

describe("who asks", () => {
  test("a token is decoded, checked as far as that goes, and loudly not verified", async () => {
    const issuer = await createTokenIssuer({
      issuer: "https://idp.corp.example",
      audience: "https://vend.corp.example",
      now: () => nowMs,
    });
    const token = await issuer.issueToken({ claims: { sub: "report-runner", groups: ["etl"], jti: "t-1" } });
    const run = await runVend(["explain", map, "--token", file("token", `Bearer ${token}\n`), "--ip", "10.20.1.1"]);
    expect(run.error).toContain("THE TOKEN WAS NOT VERIFIED");
    expect(run.out).toMatch(/^Token \(its signature was not looked at\)\n {2}✓ algorithm and header\n/);
    expect(run.exitCode).toBe(0);
    const other = await runVend(
      ["explain", map, "--claims", "-", "--ip", "10.20.1.1", "--at", "2027-01-01T00:00:00Z"],
      { input: token },
    );
    expect(other.exitCode).toBe(1);
    expect(other.out).toContain("✗ times: exp is past (TokenExpired)");
    expect(other.out).toContain(
      "REFUSED TokenExpired: exp is past\n  The token is refused before the map is asked; the map's own answer would be: granted.",
    );
  });

  test("claims that are given are checked, and those that are not are not asked for", async () => {
    const wrong = await explain({ aud: "https://other.example" }, "--ip", "10.20.1.1");
    expect(wrong.exitCode).toBe(1);
    expect(wrong.out).toContain("REFUSED WrongAudience");
    expect((await explain({ cnf: { jkt: "x" } }, "--ip", "10.20.1.1")).out).toContain("REFUSED ProofRequired");
  });

  test("a bound token needs its proof, by the issuer's demand, by its own cnf, and by the grant", async () => {
    const jkt = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
    const demanding = (text: string) => file("bound.yaml", text);
    const run = (location: string, changes: object, ...options: string[]) =>
      runVend(["explain", location, "--claims", claims(changes), "--ip", "10.20.1.1", ...options]);
    const ofIssuer = demanding(soundMap.replace("    algorithms:", "    senderConstrained: true\n    algorithms:"));
    expect((await run(ofIssuer, {})).out).toContain(
      "✗ key binding: tokens of issuer corp must be bound by dpop or mtls, and this one is not (ProofRequired)",
    );
    expect((await run(ofIssuer, {}, "--bound-by", "mtls")).out).toContain("✓ key binding");
    expect((await run(ofIssuer, { cnf: { jkt } }, "--bound-by", "mtls")).out).toContain(
      "✗ key binding: the token is bound by dpop: its proof must come with it (ProofRequired)",
    );
    expect((await run(map, { cnf: { jkt } }, "--bound-by", "dpop")).exitCode).toBe(0);
    const ofGrant = demanding(soundMap.replace("network: {", "senderConstrained: dpop\n      network: {"));
    expect((await run(ofGrant, {})).out).toContain("must be a token bound by dpop; is a token bound to nothing");
    expect(await run(ofGrant, {}, "--bound-by", "mtls", "dpop")).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining("must be a token bound by dpop; is bound by mtls and dpop"),
    });
    expect(await run(map, {}, "--bound-by", "tls")).toMatchObject({ exitCode: 2 });
  });

  test("the issuer is that of iss, or the one that is named", async () => {
    const without = file("without.json", JSON.stringify({ sub: "report-runner", groups: ["etl"] }));
    const run = (...options: string[]) =>
      runVend(["explain", map, "--claims", without, "--ip", "10.20.1.1", ...options]);
    expect((await run("--issuer", "corp")).exitCode).toBe(0);
    expect(await run()).toMatchObject({ exitCode: 2, error: expect.stringContaining("the claims have no iss") });
    expect(await run("--issuer", "other")).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('no issuer "other"'),
    });
  });

  test.each([
    ["another issuer", { iss: "https://idp.corp.example/" }, [], "compared exactly"],
    ["another issuer than the named one", { iss: "https://other.example" }, ["--issuer", "corp"], "and issuer corp is"],
    ["no subject", { sub: undefined }, [], "lacks sub"],
  ])("%s is unusable input", async (_what, changes, options, said) => {
    expect(await explain(changes, ...options)).toMatchObject({ exitCode: 2, error: expect.stringContaining(said) });
  });

  test.each([
    ["no JSON", "sub: x"],
    ["a list", "[1]"],
    ["a member twice", '{"iss":"https://idp.corp.example","sub":"a","sub":"b"}'],
    ["a token whose payload is none", "e30.e30x.e30"],
  ])("%s is unusable, and not repeated", async (_what, text) => {
    const run = await runVend(["explain", map, "--claims", "-"], { input: text });
    expect(run).toMatchObject({ exitCode: 2, out: "" });
    expect(run.error).not.toContain(text);
  });

  test.each([
    ["nobody", []],
    ["two", ["--claims", "a", "--token", "b"]],
    ["claims for a token", ["--token", map]],
  ])("%s is wrong usage", async (_what, options) => {
    expect((await runVend(["explain", map, ...options])).exitCode).toBe(2);
  });

  test.each([
    ["--at", "2026-10-07T07:00:00"],
    ["--at", "yesterday"],
    ["--duration", "1 hour"],
    ["--param", "novalue"],
  ])("%s %s is wrong usage", async (option, value) => {
    expect(await explain({}, option, value)).toMatchObject({ exitCode: 2, error: expect.stringContaining("Write ") });
  });

  test("a parameter twice, and standard input twice, are wrong usage", async () => {
    expect((await explain({}, "--param", "a=1", "a=2")).error).toContain("a is given twice");
    expect((await runVend(["explain", "-", "--claims", "-"])).error).toContain("cannot be both");
  });
});
