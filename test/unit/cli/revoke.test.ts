import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { insertDenial } from "../../../cli/revoke/insert-denial.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const revoke = (text: string, ...options: string[]) =>
  runVend(["revoke", file("map.yaml", text), "--grant", "nightly", ...options]);
const untested = soundMap.slice(0, soundMap.indexOf("tests:"));
const added = `
deny:
  - issuer: corp
    claims:
      sub: report-runner
    reason: key leaked
`;

describe("revoke", () => {
  test("shows what would be written, writes nothing, and prints what ends running sessions", async () => {
    const { exitCode, out, error } = await revoke(untested, "--sub", "report-runner", "--reason", "key leaked");
    expect(exitCode).toBe(0);
    expect(out).toContain("would get (write it with --apply):\n");
    expect(out).toContain("+   - issuer: corp\n+     claims:\n+       sub: report-runner\n+     reason: key leaked\n");
    expect(JSON.parse(out.slice(out.indexOf("\n{")))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: {
            DateLessThan: { "aws:TokenIssueTime": "2026-10-07T05:05:00Z" },
            StringEquals: { "aws:SourceIdentity": ["report-runner"] },
          },
        },
      ],
    });
    expect(out).toContain("Attach it to:\n  arn:aws:iam::111122223333:role/report-reader\n");
    expect(error).toBe(
      "note: publish the map so that every instance has it by 2026-10-07T05:05:00Z: sessions that begin later live on, and then this command prints the policy anew\n" +
        "note: take the denial out after 2026-10-07T06:05:00Z, when all that it has ended has expired, from caches too\n",
    );
    expect(readFileSync(file("map.yaml"), "utf8")).toBe(untested);
  });

  test("--apply writes it, and the caller is refused from then on", async () => {
    const run = await revoke(untested, "--sub", "report-runner", "--reason", "key leaked", "--apply");
    expect(run.exitCode).toBe(0);
    expect(readFileSync(file("map.yaml"), "utf8")).toBe(untested + added);
    const claims = file("claims.json", '{"iss":"https://idp.corp.example","sub":"report-runner","groups":["etl"]}');
    const { json } = await runVend(["explain", file("map.yaml"), "--claims", claims, "--ip", "10.20.1.1", "--json"]);
    expect(json()).toMatchObject({ granted: false, code: "Revoked" });
  });

  test("without a subject, everybody who may have the grant, by its own conditions; and says what that costs", async () => {
    const two = untested.replace(
      "grants:",
      "grants:\n  other:\n    when: { issuer: corp, claims: { groups: { anyOf: [etl] } } }\n    assume: { role: other, account: reporting }",
    );
    const { json, error } = await revoke(two, "--json", "--apply");
    expect(json()).toMatchObject({
      written: true,
      alsoLost: ["other"],
      added: expect.stringContaining("reason: revoked 2026-10-07\n"),
      before: "2026-10-07T05:00:00Z",
      ends: [{ reach: "role", policy: { Statement: [{ Condition: { DateLessThan: {} } }] } }],
    });
    expect(parsePolicyMap(readFileSync(file("map.yaml"), "utf8"), "map").deny[0]?.claims).toEqual(
      parsePolicyMap(two, "map").grants.find(({ name }) => name === "nightly")?.when.claims,
    );
    expect(error).toContain("it is wider than the grant, which asks for network\n");
    expect(error).toContain("whoever it fits also loses other, where they have it\n");
    expect(error).toContain("to shut one grant and nothing else, remove nightly or give it mode: shadow\n");
  });

  test("the map that it writes is as private as it was, and what it prints holds no external ID", async () => {
    const secret = untested.replace("a-long-random-string", "an-external-id-of-somebody");
    const path = file("private.yaml", secret);
    chmodSync(path, 0o600);
    const run = await runVend(["revoke", path, "--issuer", "corp", "--apply", "--json"]);
    expect(run.exitCode).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(run.out + run.error).not.toContain("an-external-id-of-somebody");
  });

  test("a grant whose callers cannot be the revoked ones is not said to be lost", async () => {
    const apart = untested.replace(
      "grants:",
      "grants:\n  other:\n    when: { issuer: corp, claims: { sub: { oneOf: [a, b] } } }\n    assume: { role: other, account: reporting }",
    );
    expect((await revoke(apart, "--sub", "report-runner", "--json")).json()).toMatchObject({ alsoLost: [] });
    expect((await revoke(apart, "--sub", "a", "--json")).json()).toMatchObject({ alsoLost: ["other"] });
  });

  test("tells when the map's own tests would now fail, for services would refuse it", async () => {
    const { error, json } = await revoke(soundMap, "--sub", "report-runner", "--json");
    expect(json()).toMatchObject({ failingTests: ["the job gets its role"] });
    expect(error).toContain("note: 1 test of the map's own fails with the denial, so that neither publish nor");
    expect(error).toContain(
      'map.yaml:33:13 "the job gets its role": write expect: { refused: Revoked } in place of grant nightly\n',
    );
  });

  test("prints the edits after which the map can be published", async () => {
    const second = soundMap + soundMap.slice(soundMap.indexOf("  - name:")).replace("the job", "the same job");
    const { error } = await revoke(second, "--sub", "report-runner", "--apply");
    expect(error).toContain("note: 2 tests of the map's own fail with");
    const path = file("map.yaml");
    const publish = () => runVend(["publish", path, "--to", `file:${file("live.json")}`]);
    expect((await publish()).exitCode).toBe(1);
    const lines = readFileSync(path, "utf8").split("\n");
    for (const [, line = "", column = "", edit = ""] of error.matchAll(
      /map\.yaml:(\d+):(\d+) .*write expect: (\{.*\}) in/g,
    )) {
      lines[Number(line) - 1] = lines[Number(line) - 1]?.slice(0, Number(column) - 1) + edit;
    }
    writeFileSync(path, lines.join("\n"));
    expect((await publish()).exitCode).toBe(0);
  });

  test.each([
    ["by the session's name", '"{claims.sub}"', { StringLike: { "aws:userid": ["*:report-runner"] } }],
    ["for everybody, where the name is everybody's", "nightly", undefined],
    ["for everybody, where another claim is in the name", '"{claims.sub}-{claims.jti}"', undefined],
  ])("without a source identity, ends sessions %s", async (_what, name, condition) => {
    const text = untested.replace('sourceIdentity: "{claims.sub}"', `sessionName: ${name}`);
    const { json, error } = await revoke(text, "--sub", "report-runner", "--json");
    const [end] = json()["ends"] as { policy: { Statement: { Condition: object }[] } }[];
    expect(end?.policy.Statement[0]?.Condition).toEqual({
      DateLessThan: { "aws:TokenIssueTime": "2026-10-07T05:05:00Z" },
      ...condition,
    });
    expect(error.includes("the policy ends everybody's")).toBe(condition === undefined);
    expect(error.includes("get sessions from the cache that the policy has ended")).toBe(condition === undefined);
  });

  test("a name that STS does not take is ended under the name that it was given", async () => {
    const { out } = await revoke(untested, "--sub", "repo:org/app");
    expect(out).toMatch(/"repo-org-app-[0-9a-f]{20}"/);
  });

  test("--issuer and --sub, without a grant: all that the subject may have had, each role once and as narrowly as can be", async () => {
    const many = untested.replace(
      "grants:",
      `grants:
  again: { when: { issuer: corp, claims: { groups: { anyOf: [etl] } } }, assume: { role: report-reader, account: reporting, sourceIdentity: "{claims.sub}" } }
  named: { when: { issuer: corp, claims: { sub: { prefix: report- } } }, assume: { role: named, account: reporting, sessionName: "{claims.sub}" } }
  wide: { when: { issuer: corp, claims: { groups: { anyOf: [etl] } } }, assume: { role: wide, account: reporting, sessionName: nobody } }
  narrow: { when: { issuer: corp, claims: { groups: { anyOf: [ops] } } }, assume: { role: wide, account: reporting, sourceIdentity: "{claims.sub}" } }
  others: { when: { issuer: corp, claims: { sub: somebody-else } }, assume: { role: others, account: reporting } }`,
    );
    const options = ["--issuer", "corp", "--sub", "report-runner", "--json"];
    const { json, error } = await runVend(["revoke", file("map.yaml", many), ...options]);
    const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
    expect(json()).toMatchObject({
      added: expect.stringContaining("sub: report-runner"),
      ends: [
        { reach: "role", roles: [role("wide")] },
        { reach: "subject", roles: [role("report-reader")] },
        { reach: "subject", roles: [role("named")] },
      ],
    });
    expect(error).toContain("the policy ends everybody's");
  });

  test("--issuer alone: whoever the issuer vouches for", async () => {
    const { json } = await runVend(["revoke", file("map.yaml", untested), "--issuer", "corp", "--json"]);
    const [end] = json()["ends"] as { policy: { Statement: { Condition: object }[] }; reach: string }[];
    expect(end).toMatchObject({ reach: "role" });
    expect(end?.policy.Statement[0]?.Condition).toEqual({
      DateLessThan: { "aws:TokenIssueTime": "2026-10-07T05:00:00Z" },
    });
    expect(json()["added"]).toBe(
      "\ndeny:\n  - issuer: corp\n    claims:\n      sub:\n        exists: true\n    reason: revoked 2026-10-07\n",
    );
  });

  test("run again, for a policy with a later time: the denial is there already, and nothing is written", async () => {
    await revoke(untested, "--sub", "report-runner", "--apply");
    const once = readFileSync(file("map.yaml"), "utf8");
    const again = await revoke(once, "--sub", "report-runner", "--ahead", "1h", "--apply");
    expect(again.out).toContain("map.yaml has the denial already\n");
    expect(again.out).toContain("that began before 2026-10-07T06:00:00Z");
    expect(readFileSync(file("map.yaml"), "utf8")).toBe(once);
  });

  test("-o writes the policy, and a script for each account that attaches it and one that takes it off", async () => {
    const two = untested
      .replace("accounts:\n", 'accounts:\n  other: { id: "444455556666", externalId: another-random-one }\n')
      .replace(
        "role: report-reader\n      account: reporting",
        "role: team/report-reader\n      accounts: [reporting, other]",
      );
    const folder = file("end's");
    const { out } = await revoke(two, "--sub", "o'neil; reboot", "-o", folder);
    expect(out).toContain(`With credentials of each account:\n  sh ${folder}/attach-111122223333.sh\n`);
    expect(readFileSync(`${folder}/attach-444455556666.sh`, "utf8")).toContain(
      "\naws iam put-role-policy --role-name 'report-reader' --policy-name 'vend-revoke-20261007T050500Z-1' --policy-document 'file://policy-1.json'\n",
    );
    expect(readFileSync(`${folder}/detach-444455556666.sh`, "utf8")).toContain(
      "\naws iam delete-role-policy --role-name 'report-reader' --policy-name 'vend-revoke-20261007T050500Z-1'\n",
    );
    expect(JSON.parse(readFileSync(`${folder}/policy-1.json`, "utf8"))).toMatchObject({ Version: "2012-10-17" });
    expect(out + readFileSync(`${folder}/attach-111122223333.sh`, "utf8")).not.toContain("reboot';");
    expect(readFileSync(`${folder}/attach-111122223333.sh`, "utf8")).not.toContain("reboot");
  });

  test("--issuer names one of several", async () => {
    const two = untested
      .replace(
        "issuers:",
        "issuers:\n  lab: { issuer: https://lab.example, audience: a, keys: { discovery: true }, algorithms: [ES256], requiredClaims: [jti] }",
      )
      .replace("issuer: corp\n", "issuer: [corp, lab]\n");
    expect((await revoke(two, "--issuer", "lab")).out).toContain("+   - issuer: lab\n");
    expect((await revoke(two)).out).toMatch(/\+ {3}- issuer:\n\+ {7}- corp\n\+ {7}- lab\n/);
    expect(await revoke(two, "--issuer", "other")).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("only for corp, lab"),
    });
  });

  test.each([
    ["a grant that is not there", ["revoke", "-", "--grant", "nope"], 'no grant "nope"'],
    ["an issuer that is not there", ["revoke", "-", "--issuer", "nope"], 'no issuer "nope"'],
    ["nobody at all", ["revoke", "-", "--sub", "report-runner"], "say whose sessions are to end"],
    ["a stranger", ["revoke", "-", "--issuer", "corp", "--sub", "stranger"], "there is nothing to revoke"],
    ["standard input to be written", ["revoke", "-", "--grant", "nightly", "--apply"], "cannot be written to"],
  ])("%s is unusable", async (_what, args, said) => {
    expect(await runVend(args, { input: soundMap })).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining(said),
    });
  });
});

describe("insertDenial leaves every other character as it is", () => {
  const entry = { issuer: "corp", claims: { sub: "x" }, reason: "r" };
  const lines = (indent: string) =>
    ["- issuer: corp", "  claims:", "    sub: x", "  reason: r"].map((line) => `${indent}${line}\n`).join("");

  test.each([
    ["no list", "version: 1 # v\n", `version: 1 # v\n\ndeny:\n${lines("  ")}`],
    ["no list and no last line break", "version: 1", `version: 1\n\ndeny:\n${lines("  ")}`],
    ["an empty list", "deny: [] # none yet\nversion: 1\n", `deny: # none yet\n${lines("  ")}version: 1\n`],
    ["an empty list at the end", "version: 1\ndeny: []", `version: 1\ndeny:\n${lines("  ")}`],
    [
      "a list with comments, not indented",
      "deny:\n# first\n- { issuer: a,   claims: { sub: 'b' } } # why\n\nversion:   1\n",
      `deny:\n# first\n- { issuer: a,   claims: { sub: 'b' } } # why\n${lines("")}\nversion:   1\n`,
    ],
    [
      "a list of blocks, indented by four",
      "deny:\n    - issuer: a\n      claims:\n        sub: b\n",
      `deny:\n    - issuer: a\n      claims:\n        sub: b\n${lines("    ")}`,
    ],
    ["a list that ends without a line break", "deny:\n  - issuer: a", `deny:\n  - issuer: a\n${lines("  ")}`],
    [
      "lines of Windows",
      "deny:\r\n  - issuer: a\r\nversion: 1\r\n",
      `deny:\r\n  - issuer: a\r\n${lines("  ").replaceAll("\n", "\r\n")}version: 1\r\n`,
    ],
    ["a byte order mark", "\uFEFFversion: 1\n", `\uFEFFversion: 1\n\ndeny:\n${lines("  ")}`],
    [
      "JSON, laid out",
      '{\n    "version": 1\n}\n',
      '{\n    "version": 1,\n    "deny": [\n        {\n            "issuer": "corp",\n            "claims": {\n                "sub": "x"\n            },\n            "reason": "r"\n        }\n    ]\n}\n',
    ],
    ["JSON in one line", '{"deny":[1]}', '{"deny":[1,{"issuer":"corp","claims":{"sub":"x"},"reason":"r"}]}'],
  ])("%s", (_what, text, expected) => {
    expect(insertDenial(text, entry).text).toBe(expected);
  });

  test.each([
    ["a list in brackets", "# top\nversion: 1\ndeny: [{ issuer: a }] # why\n"],
    ["a mapping in braces", "{ version: 1, deny: [{ issuer: a }] } # why\n"],
    ["an alias", "x: &all [{ issuer: a }]\ndeny: *all\ny: 1 # why\n"],
    ["an end mark", "version: 1 # why\ndeny:\n  - issuer: a\n...\n"],
  ])("%s is laid out anew, and keeps its comments", (_what, text) => {
    const edited = insertDenial(text, entry).text;
    expect(edited).toContain("# why");
    expect(edited).toMatch(/issuer: a[\s\S]*issuer: corp[\s\S]*reason: r/);
  });

  test("a text that is no mapping is refused", () => {
    expect(() => insertDenial("- a\n", entry)).toThrow("no mapping");
  });
});
