import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AttributeValue, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createDataKeys } from "../../shared/adapters/data-keys.ts";
import { createSharedSessionTable } from "../../shared/adapters/shared-session-table.ts";
import { createSharedSessions, type SharedSessionsEvent } from "../../shared/adapters/shared-sessions.ts";
import type { AuditRecord } from "../../shared/model/ports.ts";
import { ask } from "../exchange/events.ts";
import { stubAwsStores } from "../support/read-map.ts";
import { type SharedStores, sharedTable, startSharedStores } from "../support/start-shared-stores.ts";
import { type StsStub, startStsStub } from "../support/sts-stub.ts";
import { createTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { lambdaContext } from "../unit/http/lambda-context.ts";
import { aSession } from "../unit/vend/assumptions.ts";
import { hasMoto, type Moto, startMoto } from "./start-moto.ts";

const program = fileURLToPath(new URL("vend-in-process.mjs", import.meta.url));
const region = "eu-central-1";
const digests = ["a", "b"].map((digit) => digit.repeat(64)) as [string, string];

/** Instances as processes of their own, over moto's DynamoDB and KMS. */
describe.skipIf(!hasMoto)("sessions that instances share", () => {
  let moto: Moto;
  let sts: StsStub;
  let corp: TokenIssuer;
  let stores: SharedStores;
  const folder = mkdtempSync(join(tmpdir(), "vend-shared-"));
  const instances: ChildProcess[] = [];
  beforeAll(async () => {
    [moto, sts, corp] = await Promise.all([startMoto(), startStsStub(), createTokenIssuer()]);
    stores = await startSharedStores(moto.url);
    stubAwsStores(moto.url);
    writeFileSync(join(folder, "map.json"), JSON.stringify(map()));
    vi.stubEnv("AWS_ENDPOINT_URL_KMS", moto.url);
    vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url);
    vi.stubEnv("POLICY_MAP", `file:${join(folder, "map.json")}`);
    vi.stubEnv("SHARED_SESSIONS_TABLE", sharedTable);
    vi.stubEnv("SHARED_SESSIONS_KEY", stores.keyArn);
    // A time for one region, and not for a machine that does much else.
    vi.stubEnv("SHARED_SESSIONS_TIMEOUT_MS", "500");
    instances.push(...(await Promise.all([startInstance(), startInstance()])));
  }, 60_000);
  afterAll(async () => {
    for (const instance of instances) instance.kill();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
    await Promise.all([moto?.stop(), sts?.close()]);
  });

  const map = () => ({
    version: 1,
    issuers: {
      corp: { issuer: corp.issuer, audience: corp.audience, keys: { jwks: corp.jwks() }, algorithms: ["ES256"] },
    },
    grants: {
      nightly: {
        when: { issuer: "corp", claims: { sub: { prefix: "job-" } } },
        assume: { role: "arn:aws:iam::111122223333:role/report-reader", sessionName: "{claims.sub}" },
      },
    },
  });

  async function startInstance(): Promise<ChildProcess> {
    const child = fork(program, [], { stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: [] });
    await once(child, "message");
    return child;
  }

  /** What one instance answers a caller, and its audit record of that. */
  async function vend(which: 0 | 1, subject: string): Promise<{ readonly key: string; readonly record: AuditRecord }> {
    const instance = instances[which];
    if (instance === undefined) throw new Error("there is no such instance");
    const event = ask("/v1/credentials/nightly", await corp.issueToken({ claims: { sub: subject } }));
    const answered = once(instance, "message");
    instance.send({ event, context: lambdaContext() });
    const [{ body, written }] = (await answered) as [{ readonly body: string; readonly written: string }];
    const record = written.split("\n").find((line) => line.includes('"message":"audit"')) ?? "{}";
    return { key: JSON.parse(body).AccessKeyId, record: JSON.parse(record).audit };
  }

  const rows = async () => (await stores.dynamodb.send(new ScanCommand({ TableName: sharedTable }))).Items ?? [];

  async function rowOf(subject: string): Promise<Record<string, AttributeValue>> {
    const before = new Set((await rows()).map(({ pk }) => pk?.S));
    await vend(0, subject);
    const added = (await rows()).filter(({ pk }) => !before.has(pk?.S));
    expect(added).toHaveLength(1);
    return added[0] ?? {};
  }

  /** By who may write to the table, and has a KMS key of his own that he lets the service use. */
  async function sealedByThem(own: Record<string, AttributeValue>): Promise<Record<string, AttributeValue>> {
    const foreign = createDataKeys({ keyArn: await stores.makeKey(), region, now: Date.now });
    const { encrypted } = await foreign.current(AbortSignal.timeout(5_000));
    return { ...own, dataKey: { B: encrypted } };
  }

  const put = (Item: Record<string, AttributeValue>) =>
    stores.dynamodb.send(new PutItemCommand({ TableName: sharedTable, Item }));

  test("are one call of STS for one caller of two processes", async () => {
    const first = await vend(0, "job-1");
    const second = await vend(1, "job-1");
    const again = await vend(1, "job-1");
    expect(sts.calls).toHaveLength(1);
    expect([second.key, again.key]).toEqual([first.key, first.key]);
    const froms = [first, second, again].map(({ record }) => record.sessionFrom);
    expect(froms).toEqual(["sts", "shared", "cache"]);
  });

  test("tell nothing to who reads the table", async () => {
    const row = await rowOf("job-2");
    expect(Object.keys(row).sort()).toEqual(["dataKey", "expiresAt", "freshUntil", "pk", "sealed"]);
    const bytes = Object.values(row).map((value) =>
      Buffer.from(value.B ?? value.S ?? value.N ?? "").toString("latin1"),
    );
    expect(bytes.join("\n")).not.toMatch(/ASIA|secret|token|arn:aws:iam|job-2|report-reader/i);
  });

  test.each<[what: string, spoil: (own: Record<string, AttributeValue>) => Promise<Record<string, AttributeValue>>]>([
    [
      "changed by a bit",
      async (own) => {
        const sealed = Uint8Array.from(own["sealed"]?.B ?? []);
        sealed[40] = (sealed[40] ?? 0) ^ 1;
        return { ...own, sealed: { B: sealed } };
      },
    ],
    ["another caller's", async (own) => ({ ...(await rowOf("job-other")), pk: own["pk"] as AttributeValue })],
    ["without its data key", async ({ dataKey: _, ...rest }) => rest],
  ])("are refused where one is %s, and minted anew", async (what, spoil) => {
    const subject = `job-${what.replaceAll(/[^a-z]/g, "-")}`;
    const own = await rowOf(subject);
    const before = sts.calls.length;
    await put(await spoil(own));
    const callsOfOthers = sts.calls.length - before;
    const { record } = await vend(1, subject);
    expect(record).toMatchObject({
      outcome: "vended",
      sessionFrom: "sts",
      notes: [expect.stringMatching(/^a shared session was refused: /)],
    });
    expect(sts.calls.length - before - callsOfOthers).toBe(1);
    // And the one that was minted stands in its place.
    const mended = (await rows()).find(({ pk }) => pk?.S === own["pk"]?.S);
    expect(mended?.["sealed"]?.B).not.toEqual(own["sealed"]?.B);
  });

  // KMS says IncorrectKeyException, for which unit tests see that the entry is refused; moto says what it says where a right is missing.
  test("of a data key of another KMS key are nobody's", async () => {
    const own = await rowOf("job-theirs");
    await put(await sealedByThem(own));
    expect((await vend(1, "job-theirs")).record).toMatchObject({ outcome: "vended", sessionFrom: "sts" });
  });

  describe("as the adapter keeps them", () => {
    const events: SharedSessionsEvent[] = [];
    const open = (keyArn = stores.keyArn) =>
      createSharedSessions({
        table: createSharedSessionTable({ table: sharedTable, region, now: Date.now }),
        keys: createDataKeys({ keyArn, region, now: Date.now }),
        now: Date.now,
        random: Math.random,
        timeoutMs: 2_000,
        onEvent: (event) => events.push(event),
      });
    const [digest, other] = digests;
    const inAnHourMs = Date.now() + 3_600_000;

    test("are reserved by one, until they are there, and by nobody while they are fresh", async () => {
      const [one, two] = [open(), open()];
      expect(await one.reserve(digest)).toBe("mine");
      expect(await two.reserve(digest)).toBe("theirs");
      expect(await two.recall(digest)).toEqual({ session: undefined, refused: undefined });
      await one.keep(digest, aSession({ expiresAtMs: inAnHourMs }), inAnHourMs);
      expect(await two.reserve(digest)).toBe("theirs");
      expect(await two.recall(digest)).toEqual({ session: aSession({ expiresAtMs: inAnHourMs }), refused: undefined });
    });

    test("are reserved again once they age, and gone once they are forgotten", async () => {
      const [one, two] = [open(), open()];
      await one.keep(other, aSession(), Date.now() - 1);
      expect(await two.reserve(other)).toBe("mine");
      await two.forget(other);
      expect(await one.recall(other)).toEqual({ session: undefined, refused: undefined });
      expect(await one.reserve(other)).toBe("mine");
    });

    test("are out of reach with a table that is not there: that is said, and costs nothing more", async () => {
      const shared = createSharedSessions({
        table: createSharedSessionTable({ table: "no-such-table", region, now: Date.now }),
        keys: createDataKeys({ keyArn: stores.keyArn, region, now: Date.now }),
        now: Date.now,
        random: Math.random,
        timeoutMs: 2_000,
        onEvent: (event) => events.push(event),
      });
      events.length = 0;
      await shared.warm();
      expect(await shared.reserve(digest)).toBe("unknown");
      expect(await shared.recall(digest)).toEqual({ session: undefined, refused: undefined });
      expect(events).toEqual([{ kind: "denied", reason: expect.stringMatching(/^ResourceNotFoundException/) }]);
    });
  });
});
