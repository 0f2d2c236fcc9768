import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createActivation } from "../../../functions/activate-tested-map.ts";
import { PolicyMapRefused } from "../../../shared/adapters/policy-map-event.ts";
import { writeCompiledMap } from "../../../shared/policy-map/compiled/write-compiled-map.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { openSource } from "../../support/read-map.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vend-activate-"));
});
afterAll(() => rm(folder, { recursive: true }));

const head = `version: 1
issuers:
  corp: { issuer: "https://idp.test", audience: "https://vend.test", keys: { discovery: true }, algorithms: [ES256] }
`;
const grants = `grants:
  nightly:
    when: { issuer: corp, claims: { sub: runner } }
    assume: { role: "arn:aws:iam::111122223333:role/reader" }
`;
const testOf = (expected: string) => `tests:
  - name: the runner gets it
    caller: { issuer: corp, claims: { sub: runner } }
    expect: { grant: ${expected} }
`;

const able = { remembersUses: true, makesNonces: true, region: "eu-central-1" };
const activate = createActivation(openSource("file:unused.yaml"), able);

async function refusalOf(text: string): Promise<PolicyMapRefused> {
  const error = await activate(text, "map.yaml").catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(PolicyMapRefused);
  return error as PolicyMapRefused;
}

test("a map whose own tests pass decides", async () => {
  const policyMap = await activate(head + grants + testOf("nightly"), "map.yaml");
  expect(policyMap.digest).toMatch(/^[0-9a-f]{64}$/);
  expect([...policyMap.issuers.keys()]).toEqual(["https://idp.test"]);
});

test("a map without tests decides", async () => {
  expect((await activate(head + grants, "map.yaml")).issuers.size).toBe(1);
});

test("an invalid map is refused with its places", async () => {
  const { problems, message } = await refusalOf(`${head}grants: { nightly: { wen: {} } }\n`);
  expect(problems).toContainEqual(expect.objectContaining({ file: "map.yaml", line: 4, path: "grants.nightly.wen" }));
  expect(message).toMatch(/^map\.yaml:4:\d+ grants\.nightly\./m);
});

test("a map whose own test fails is refused with what it expects and gets", async () => {
  const other = grants.replace("nightly", "other");
  const { problems } = await refusalOf(
    `${head}${grants}${other.replace("grants:\n", "").replace("runner", "other")}${testOf("other")}`,
  );
  expect(problems).toMatchObject([
    {
      file: "map.yaml",
      line: 12,
      column: 5,
      path: "tests[0]",
      rule: 'the test "the runner gets it" expects grant other and gets grant nightly, role arn:aws:iam::111122223333:role/reader',
    },
  ]);
});

test("a map in files is put together by its source", async () => {
  const path = join(folder, "map.yaml");
  await writeFile(path, `${head}include: [team.yaml]\n`);
  await writeFile(join(folder, "team.yaml"), `version: 1\n${grants}`);
  const source = openSource(`file:${path}`);
  const reading = (await source.read()) as { readonly text: string; readonly name: string };
  const policyMap = await createActivation(source, able)(reading.text, reading.name);
  expect(policyMap.digest).toBe((await activate(head + grants, "map.yaml")).digest);
});

test("a failing test of an included file is located there", async () => {
  const path = join(folder, "whole.yaml");
  await writeFile(path, `${head}include: [tests.yaml]\n${grants}`);
  await writeFile(join(folder, "tests.yaml"), `version: 1\n${testOf("nightly").replace("sub: runner", "sub: other")}`);
  const source = openSource(`file:${path}`);
  const reading = (await source.read()) as { readonly text: string; readonly name: string };
  const refused = createActivation(source, able)(reading.text, reading.name);
  await expect(refused).rejects.toMatchObject({
    problems: [{ file: join(folder, "tests.yaml"), line: 3, column: 5, path: "tests[0]" }],
  });
});

test("a map from elsewhere must be whole", async () => {
  const source = openSource("s3://maps/map.yaml");
  const activated = createActivation(source, able)(`${head}include: [team.yaml]\n`, "s3://maps/map.yaml");
  await expect(activated).rejects.toBeInstanceOf(PolicyMapRefused);
});

const once = (text: string) =>
  text
    .replace("algorithms: [ES256]", "algorithms: [ES256], requiredClaims: [jti]")
    .replace("    when:", "    oneTime: true\n    when:");

describe("a map whose grants take a token once", () => {
  const forgetful = createActivation(openSource("file:unused.yaml"), { ...able, remembersUses: false });
  const problem = {
    file: "map.yaml",
    rule: "takes tokens once, and this service has no table that remembers them",
    repair: "set REPLAY_TABLE for the service (docs/replay.md), or take oneTime out of the map",
  };

  test("lives where a table remembers them", async () => {
    expect((await activate(once(head + grants), "map.yaml")).hasOneTimeGrants).toBe(true);
  });

  test("is refused with its place where none does", async () => {
    const refused = forgetful(once(head + grants), "map.yaml");
    await expect(refused).rejects.toBeInstanceOf(PolicyMapRefused);
    await expect(refused).rejects.toMatchObject({
      problems: [{ ...problem, line: 6, column: 14, path: "grants.nightly.oneTime" }],
    });
  });

  test("is refused where none does, compiled too", async () => {
    const text = writeCompiledMap(parsePolicyMap(once(head + grants), "map.yaml"));
    await expect(forgetful(text, "map.yaml")).rejects.toMatchObject({
      problems: [{ ...problem, line: 1, column: 1, path: "" }],
    });
    expect((await activate(text, "map.yaml")).hasOneTimeGrants).toBe(true);
  });

  test("is another than one without such grants, which needs no table, compiled or not", async () => {
    expect((await forgetful(head + grants, "map.yaml")).hasOneTimeGrants).toBe(false);
    const text = writeCompiledMap(parsePolicyMap(head + grants, "map.yaml"));
    expect((await forgetful(text, "map.yaml")).hasOneTimeGrants).toBe(false);
    // A service that does not know the member refuses the map: it would take the grant for one without a limit.
    expect(text).not.toContain("oneTime");
  });
});

test("a map that demands nonces needs a service that can make them", async () => {
  const demanding = head.replace("algorithms:", "senderConstrained: { nonce: true }, algorithms:") + grants;
  expect((await activate(demanding, "map.yaml")).issuers.size).toBe(1);
  const keyless = createActivation(openSource("file:unused.yaml"), { ...able, makesNonces: false });
  await expect(keyless(demanding, "map.yaml")).rejects.toMatchObject({
    problems: [
      {
        file: "map.yaml",
        line: 3,
        path: "issuers.corp.senderConstrained",
        rule: "demands nonces, and this service has no key to make them with",
        repair: "set DPOP_NONCE_KEY for the service to where the key is kept, or take nonce out of the map",
      },
    ],
  });
  expect((await keyless(demanding.replace("nonce: true", "nonce: false"), "map.yaml")).issuers.size).toBe(1);
  const compiled = writeCompiledMap(parsePolicyMap(demanding, "map.yaml"));
  expect((await activate(compiled, "map.json")).issuers.size).toBe(1);
  await expect(keyless(compiled, "map.json")).rejects.toMatchObject({
    problems: [{ file: "map.json", line: 1, column: 1, path: "issuers.corp.senderConstrained" }],
  });
});

describe("a map whose roles are of another partition than the service", () => {
  const chinese = head + grants.replaceAll("arn:aws:", "arn:aws-cn:");
  const rule = "gives a role in the partition aws-cn, and this service runs in eu-central-1, which is in aws";
  const inBeijing = createActivation(openSource("file:unused.yaml"), { ...able, region: "cn-north-1" });

  test("is refused with the place of each such grant", async () => {
    const mixed = chinese + grants.replace("grants:\n", "").replace("nightly", "other");
    expect((await refusalOf(mixed)).problems).toMatchObject([
      {
        file: "map.yaml",
        line: 7,
        path: "grants.nightly.assume.role",
        rule,
        repair: expect.stringContaining("correct the ARN"),
      },
    ]);
  });

  test("is refused compiled too", async () => {
    const compiled = writeCompiledMap(parsePolicyMap(chinese, "map.yaml"));
    await expect(activate(compiled, "map.json")).rejects.toMatchObject({
      problems: [{ file: "map.json", line: 1, column: 1, path: "", rule }],
    });
    expect((await inBeijing(compiled, "map.json")).rolePartitions).toEqual(["aws-cn"]);
  });

  test("decides where the service is in that partition, which refuses the others", async () => {
    expect((await inBeijing(chinese, "map.yaml")).issuers.size).toBe(1);
    await expect(inBeijing(head + grants, "map.yaml")).rejects.toMatchObject({
      problems: [
        { rule: "gives a role in the partition aws, and this service runs in cn-north-1, which is in aws-cn" },
      ],
    });
  });
});
