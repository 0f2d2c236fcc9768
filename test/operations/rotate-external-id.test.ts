import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { commandsBelow } from "./run-runbook.ts";
import type { Instance } from "./start-instance.ts";
import { type Operations, startOperations } from "./start-operations.ts";

// Each command is a process of its own, which takes its time where the machine is busy.
vi.setConfig({ testTimeout: 90_000 });

const first = "5f0c8e0b7d2a4c61";
const mapOf = (issuer: string) => `version: 1
issuers:
  corp: ${issuer}
accounts:
  # asked for by its owner
  reporting: { id: "111122223333", externalId: ${first} } # random
grants:
  nightly:
    when: { issuer: corp, claims: { sub: { prefix: job- } } }
    assume: { role: report-reader, account: reporting, sourceIdentity: "{claims.sub}" }
`;

/** The runbook of docs/external-ids.md, as it is written there, with instances that serve all the while. */
describe("an external ID is rotated, and no request fails", () => {
  let world: Operations;
  /** Has the newest map. */
  let quick: Instance;
  /** Has the one that it began with. */
  let slow: Instance;
  let asked = 0;
  const texts: string[] = [];
  /** External IDs in the order in which STS got them. */
  const sent: (string | undefined)[] = [];

  beforeAll(async () => {
    world = await startOperations(mapOf);
    world.sts.interfere(({ query }) => {
      if (query.get("Action") === "AssumeRole") sent.push(query.get("ExternalId"));
      return undefined;
    });
    [quick, slow] = await Promise.all([world.start(1), world.start(3_600)]);
  }, 60_000);
  afterAll(() => world?.close());

  /** A new session of each instance: the subject is another each time, so that STS is asked. */
  async function everybodyVends(): Promise<void> {
    for (const instance of [quick, slow]) {
      asked += 1;
      const { code, record, written } = await instance.vend(
        "/v1/credentials/nightly",
        await world.token(`job-${asked}`),
      );
      expect(code).toBe("Success");
      expect(record.sessionFrom).toBe("sts");
      texts.push(written);
    }
  }

  async function follow(heading: string): Promise<Record<string, string>> {
    const said: Record<string, string> = {};
    for (const command of commandsBelow("external-ids.md", heading)) {
      if (command.startsWith("aws ")) {
        world.deployTemplate(/--template-file (\S+)/.exec(command)?.[1] ?? "");
      } else {
        const { exitCode, out, error } = await world.run(command);
        expect([command, exitCode, error.replaceAll(/^note: .*\n/gm, "")]).toEqual([command, 0, ""]);
        const [, , name = ""] = command.split(" ");
        said[name] = out + error;
        if (name !== "trust") texts.push(out + error);
      }
      await everybodyVends();
    }
    return said;
  }

  const map = () => readFileSync(join(world.folder, "policy-map.yaml"), "utf8");
  const idsInMap = () => [...map().matchAll(/xternalId: "?(\w+)/g)].map(([, id = ""]) => id);

  test("before: one is sent", async () => {
    await everybodyVends();
    expect(sent).toEqual([first, first]);
  });

  test("begun, and not deployed: the doctor says so, and undo takes it back", async () => {
    const before = map();
    await world.run("npx vend rotate-external-id policy-map.yaml --account reporting --step begin --apply");
    const { exitCode, out } = await world.run("npx vend doctor policy-map.yaml");
    expect(exitCode).toBe(1);
    expect(out).toContain(
      "external-id: the next external ID of reporting is refused, and the one that is sent accepted",
    );
    await world.run("npx vend rotate-external-id policy-map.yaml --account reporting --step undo --apply");
    expect(map()).toBe(before);
    await everybodyVends();
  });

  test("begin", async () => {
    const { doctor } = await follow("Begin");
    expect(doctor).toContain("note: both external IDs of reporting are accepted");
    expect(idsInMap()).toEqual([first, expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(map()).toContain("# asked for by its owner\n");
    expect(map()).toContain("} # random\n");
  });

  test("switch: instances send one or the other, and both are accepted", async () => {
    const { doctor } = await follow("Switch");
    expect(doctor).toContain("--step finish may follow");
    const [next] = idsInMap();
    await vi.waitFor(
      async () => {
        await everybodyVends();
        expect(sent.slice(-2)).toEqual([next, first]);
      },
      { timeout: 15_000, interval: 200 },
    );
    expect(readFileSync(join(world.folder, "live", "policy-map.json"), "utf8")).toContain(next);
    expect(readFileSync(join(world.folder, "live", "policy-map.json"), "utf8")).not.toContain(first);
  });

  test("finish, once the last instance has the map", async () => {
    const old = slow;
    slow = await world.start(3_600);
    const { doctor } = await follow("Finish");
    expect(doctor).toContain("all fit: 1 role");
    expect(idsInMap()).toHaveLength(1);
    const { code } = await old.vend("/v1/credentials/nightly", await world.token("job-late"));
    expect(code).toBe("RoleRefused");
  });

  test("none of them is in anything that was written, but for what trust prints", () => {
    const ids = [first, ...idsInMap()];
    expect(ids).toHaveLength(2);
    expect(texts.length).toBeGreaterThan(20);
    for (const id of ids) expect(texts.join("\n")).not.toContain(id);
  });

  test("switched, and not deployed: the doctor says which one is refused", async () => {
    const rotate = "npx vend rotate-external-id policy-map.yaml --account reporting";
    expect((await world.run(`${rotate} --step finish --apply`)).exitCode).toBe(2);
    await world.run(`${rotate} --step begin --apply`);
    expect((await world.run(`${rotate} --step finish --apply`)).error).toContain("reporting has not been switched");
    await world.run(`${rotate} --step switch --apply`);
    const { exitCode, out } = await world.run("npx vend doctor policy-map.yaml --account reporting");
    expect(exitCode).toBe(1);
    expect(out).toContain("external-id: the external ID of reporting is refused, and its previous one accepted");
    await world.run(`${rotate} --step undo --apply`);
    expect((await world.run("npx vend doctor policy-map.yaml")).out).toContain(
      "the next external ID of reporting is refused",
    );
  });
});
