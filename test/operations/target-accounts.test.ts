import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { recordAws } from "./recorded-aws.ts";
import { commandsBelow, runCommand } from "./run-runbook.ts";
import { type Operations, startOperations } from "./start-operations.ts";

// Each command is a process of its own, which takes its time where the machine is busy.
vi.setConfig({ testTimeout: 90_000 });

const mapOf = (issuer: string) => `version: 1
issuers:
  corp: ${issuer}
accounts:
  reporting: { id: "111122223333", externalId: 5f0c8e0b7d2a4c61, labels: { env: prod } }
  archive: { id: "444455556666", externalId: 8c1f0a7be2d94c55, labels: { env: prod } }
grants:
  audit:
    when: { issuer: corp, claims: { sub: auditor } }
    assume: { role: auditor, accounts: { env: prod }, sourceIdentity: "{claims.sub}" }
`;

/** The commands of docs/target-accounts.md, as they are written there. */
describe("target accounts", () => {
  let world: Operations;
  beforeAll(async () => {
    world = await startOperations(mapOf);
  }, 60_000);
  afterAll(() => world?.close());

  test("the doctor finds that the roles fit, as the page says to ask", async () => {
    const [doctor = ""] = commandsBelow("target-accounts.md", "Target accounts: from one to hundreds");
    expect(await world.run(doctor)).toMatchObject({ exitCode: 0, out: expect.stringContaining("all fit: 2 roles") });
  });

  test("one account: the template is deployed, and the doctor finds it to fit", async () => {
    const [print = "", deploy = ""] = commandsBelow("target-accounts.md", "One account");
    expect((await world.run(print)).exitCode).toBe(0);
    world.deployTemplate(/--template-file (\S+)/.exec(deploy)?.[1] ?? "");
    expect((await world.run("npx vend doctor policy-map.yaml --account reporting")).exitCode).toBe(0);
  });

  test("many accounts: a folder for those of the same roles, and commands that the shell takes", async () => {
    const [print = "", create = ""] = commandsBelow("target-accounts.md", "Many accounts");
    const { exitCode, out } = await world.run(print);
    expect(exitCode).toBe(0);
    const shown = readFileSync(new URL("../../docs/target-accounts.md", import.meta.url), "utf8");
    for (const path of out.split("\n").filter((line) => line.startsWith("roles/vend"))) expect(shown).toContain(path);
    const { folder } = recordAws(world.folder);
    const { PATH = "" } = process.env;
    expect(await runCommand(create, world.folder, { PATH: `${folder}:${PATH}` })).toMatchObject({
      exitCode: 0,
      error: "",
    });
    const asked = readFileSync(join(folder, "asked.txt"), "utf8")
      .split("\n\n")
      .filter((text) => text !== "");
    expect(asked.map((text) => text.split("\n")[1])).toEqual([
      "create-stack-set",
      "create-stack-instances",
      "create-stack-instances",
    ]);
    expect(asked.join()).not.toMatch(/5f0c8e0b7d2a4c61|8c1f0a7be2d94c55/);
  });
});
