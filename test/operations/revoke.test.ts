import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { hasMoto, type Moto, startMoto } from "../reload/start-moto.ts";
import { sharedTable, startSharedStores } from "../support/start-shared-stores.ts";
import { type RecordedAws, recordAws } from "./recorded-aws.ts";
import { type CommandRun, commandsBelow } from "./run-runbook.ts";
import type { Instance } from "./start-instance.ts";
import { type Operations, startOperations } from "./start-operations.ts";

// Each command is a process of its own, which takes its time where the machine is busy.
vi.setConfig({ testTimeout: 90_000 });

const mapOf = (issuer: string) => `version: 1
issuers:
  corp: ${issuer}
accounts:
  reporting: { id: "111122223333", externalId: 5f0c8e0b7d2a4c61 }
grants:
  nightly-report:
    when: { issuer: corp, claims: { sub: { prefix: job- } } }
    assume:
      role: report-reader
      account: reporting
      duration: 1h
      sourceIdentity: "{claims.sub}"
`;
/** A role of the same account that lets in whoever is of `report-reader`: a call that AWS denies to a session that has been ended. */
const nextRole = "arn:aws:iam::111122223333:role/next";
const path = "/v1/credentials/nightly-report";
const patience = { timeout: 15_000, interval: 100 };

/** The runbook of docs/revocation.md, as it is written there, over instances that serve. */
describe.each([
  { what: "alone", isShared: false },
  { what: "with sessions that they share", isShared: true },
])("sessions are revoked, by instances $what", ({ isShared }) => {
  let moto: Moto | undefined;
  let sharedEnv: Record<string, string> = {};
  let world: Operations;
  let aws: RecordedAws;
  let instances: Instance[];

  beforeAll(async () => {
    if (isShared && hasMoto) moto = await startMoto();
  }, 60_000);
  afterAll(async () => {
    await moto?.stop();
  });
  /** What the table holds is of one STS. */
  async function emptyStores(): Promise<void> {
    if (moto === undefined) return;
    await fetch(`${moto.url}/moto-api/reset`, { method: "POST" });
    const { keyArn } = await startSharedStores(moto.url);
    sharedEnv = {
      AWS_ENDPOINT_URL_DYNAMODB: moto.url,
      AWS_ENDPOINT_URL_KMS: moto.url,
      SHARED_SESSIONS_TABLE: sharedTable,
      SHARED_SESSIONS_KEY: keyArn,
      SHARED_SESSIONS_TIMEOUT_MS: "500",
    };
  }
  beforeEach(async () => {
    await emptyStores();
    world = await startOperations(mapOf);
    aws = recordAws(world.folder);
    world.change((accounts) => {
      const role = [...accounts.roles.values()].find(({ name }) => name === "report-reader");
      if (role === undefined) throw new Error("there is no such role");
      const next = {
        ...role,
        name: "next",
        arn: nextRole,
        id: "AROANEXT0000000000000",
        trustPolicy: trusting(role.arn),
      };
      return { ...accounts, roles: new Map([...accounts.roles, [nextRole, next]]) };
    });
    instances = await Promise.all([world.start(1, sharedEnv), world.start(1, sharedEnv)]);
  }, 60_000);
  afterEach(() => world.close());

  const vend = async (which: 0 | 1, sub: string) => {
    const instance = instances[which];
    if (instance === undefined) throw new Error("there is no such instance");
    return await instance.vend(path, await world.token(sub));
  };

  /** Runs what is written below a heading, and does in IAM what it asks of the AWS CLI. */
  async function follow(
    heading: string,
    choose = (_command: string) => true,
    leakedKey = "",
  ): Promise<readonly CommandRun[]> {
    const runs: CommandRun[] = [];
    for (const command of commandsBelow("revocation.md", heading).filter(choose)) {
      const run = await world.run(
        `PATH="${aws.folder}:$PATH"; ${command.replace("https://idp.corp.example", world.corp.issuer).replace("ASIAEXAMPLEEXAMPLE12", leakedKey)}`,
      );
      runs.push({ ...run, command });
      if (command.startsWith("sh ")) world.change(aws.carryOut);
    }
    return runs;
  }

  const isLast = (command: string) => /^(?:echo|sh revoked\/detach)/.test(command);
  const areFine = (runs: readonly CommandRun[]) =>
    expect(runs.map(({ exitCode, command }) => [command, exitCode])).toEqual(runs.map(({ command }) => [command, 0]));

  test.skipIf(isShared && !hasMoto)(
    "a subject: no new sessions, its running ones end, nobody else's do; and back",
    async () => {
      const mine = await vend(0, "job-17");
      const others = await vend(0, "job-18");
      expect((await vend(1, "job-17")).record.sessionFrom).toBe(isShared ? "shared" : "sts");
      expect(await use(world, mine.body)).toBe("ok");

      const startedMs = performance.now();
      areFine(await follow("A subject", (command) => !isLast(command)));
      await vi.waitFor(
        async () =>
          expect((await Promise.all([vend(0, "job-17"), vend(1, "job-17")])).map(({ code }) => code)).toEqual([
            "Revoked",
            "Revoked",
          ]),
        patience,
      );
      expect(performance.now() - startedMs).toBeLessThan(patience.timeout);
      expect(await use(world, mine.body)).toBe("AccessDenied");
      expect(await identify(world, mine.body)).toContain("/job-17");
      expect(await use(world, others.body)).toBe("ok");
      expect(await use(world, (await vend(1, "job-18")).body)).toBe("ok");
      expect((await vend(0, "job-18")).code).toBe("Success");

      const [explained, detached] = await follow("A subject", isLast);
      expect(explained).toMatchObject({ exitCode: 1, out: expect.stringContaining("REFUSED Revoked") });
      expect(detached?.exitCode).toBe(0);
      const map = join(world.folder, "policy-map.yaml");
      writeFileSync(map, readFileSync(map, "utf8").replace(/\ndeny:[\s\S]*/, ""));
      await world.run("npx vend publish policy-map.yaml --to file:live/policy-map.json");
      await vi.waitFor(async () => expect((await vend(0, "job-17")).code).toBe("Success"), patience);
      expect(await use(world, mine.body)).toBe("ok");
    },
  );

  test.skipIf(isShared && !hasMoto)(
    "session credentials: the caller goes on with others, and is never given a dead one",
    async () => {
      const leaked = await vend(0, "job-17");
      await vend(1, "job-17");
      // STS knows whole seconds, and the policy is to be later than the session.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      writeFileSync(join(world.folder, "audit.log"), leaked.written);
      const runs = await follow("Session credentials", undefined, leaked.body["AccessKeyId"]);
      areFine(runs);
      expect(runs[0]?.out).toContain(`"job-17" of "${world.corp.issuer}"`);
      expect(await use(world, leaked.body)).toBe("AccessDenied");
      for (const which of [0, 1] as const) {
        await vi.waitFor(async () => {
          const { code, body } = await vend(which, "job-17");
          expect([code, await use(world, body)]).toEqual(["Success", "ok"]);
        }, patience);
      }
    },
  );

  test.skipIf(isShared && !hasMoto).each(["An issuer", "A target role"])(
    "%s: everybody is denied, and everybody's sessions end",
    async (heading) => {
      const [one, other] = [await vend(0, "job-17"), await vend(1, "job-18")];
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      areFine(await follow(heading));
      expect(await Promise.all([one, other].map(({ body }) => use(world, body)))).toEqual([
        "AccessDenied",
        "AccessDenied",
      ]);
      for (const [which, sub] of [
        [0, "job-17"],
        [1, "job-18"],
        [1, "job-never-seen"],
      ] as const) {
        await vi.waitFor(async () => expect((await vend(which, sub)).code).toBe("Revoked"), patience);
      }
    },
  );
});

function trusting(roleArn: string) {
  return {
    hasVariables: true,
    statements: [
      {
        effect: "Allow" as const,
        principal: { aws: [roleArn], federated: [], service: [] },
        actions: { isNegated: false, patterns: ["sts:*"] },
        resources: undefined,
        conditions: [],
      },
    ],
  };
}

function clientOf(world: Operations, body: Readonly<Record<string, string>>): STSClient {
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", Token: sessionToken = "" } = body;
  return new STSClient({
    endpoint: world.sts.url,
    region: "eu-central-1",
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  });
}

/** Does something with a session, as a thief would: `ok`, or the name of what AWS said. */
async function use(world: Operations, body: Readonly<Record<string, string>>): Promise<string> {
  try {
    await clientOf(world, body).send(new AssumeRoleCommand({ RoleArn: nextRole, RoleSessionName: "next" }));
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** The one call that no policy can deny. */
async function identify(world: Operations, body: Readonly<Record<string, string>>): Promise<string> {
  return (await clientOf(world, body).send(new GetCallerIdentityCommand({}))).Arn ?? "";
}
