import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { commandsBelow } from "./run-runbook.ts";
import { type Operations, startOperations } from "./start-operations.ts";

// Each command is a process of its own, which takes its time where the machine is busy.
vi.setConfig({ testTimeout: 90_000 });

const page = readFileSync(new URL("../../docs/cloudtrail.md", import.meta.url), "utf8");
const mapOf = (issuer: string) => `version: 1
issuers:
  corp: ${issuer}
accounts:
  reporting: { id: "111122223333", externalId: 5f0c8e0b7d2a4c61 }
grants:
  nightly-report:
    when: { issuer: corp, claims: { sub: { prefix: job- } } }
    assume: { role: report-reader, account: reporting, sourceIdentity: "{claims.sub}" }
`;

/** The commands of docs/cloudtrail.md, over the log of an instance. */
describe("docs/cloudtrail.md", () => {
  let world: Operations;
  beforeAll(async () => {
    world = await startOperations(mapOf);
  }, 60_000);
  afterAll(() => world?.close());

  test("whose session it is, and what it did", async () => {
    const instance = await world.start(3_600);
    const first = await instance.vend("/v1/credentials/nightly-report", await world.token("job-17"));
    const others = [
      await instance.vend("/v1/credentials/nightly-report", await world.token("job-18")),
      await instance.vend("/v1/credentials/nightly-report", await world.token("job-17")),
    ];
    writeFileSync(join(world.folder, "audit.log"), [first, ...others].map(({ written }) => written).join(""));
    const key = first.body["AccessKeyId"] ?? "";
    const [who = "", ...more] = commandsBelow("cloudtrail.md", "Whose session is it\\?");
    expect(more).toEqual([]);
    const { out } = await world.run(who.replace("ASIAEXAMPLEEXAMPLE12", key));
    expect(out).toContain(`${key} is a session of "arn:aws:iam::111122223333:role/report-reader"`);
    expect(out).toContain(`    "job-17" of "${world.corp.issuer}"\n  by 2 requests\n`);
    expect(out).toContain(`to "${first.body["Expiration"]}"`);

    const trails = commandsBelow("cloudtrail.md", "What did it do\\?");
    expect(trails).toHaveLength(2);
    for (const command of trails) {
      const run = await world.run(command);
      expect(run).toMatchObject({
        exitCode: 0,
        out: expect.stringContaining("arn:aws:iam::111122223333:role/report-reader"),
      });
    }
  });

  test("the patterns of EventBridge are JSON", () => {
    const patterns = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
      ([, text = ""]) => JSON.parse(text) as object,
    );
    expect(patterns.map((pattern) => Object.keys(pattern))).toEqual(Array(3).fill(["source", "detail-type", "detail"]));
  });
});
