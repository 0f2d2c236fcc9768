import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loadCompiledMap } from "../../../shared/policy-map/compiled/load-compiled-map.ts";
import { type AwsStub, startAwsStub, xmlError } from "../../support/aws-stub.ts";
import { stubAwsStores } from "../../support/read-map.ts";
import { createMemoryStores } from "./memory-stores.ts";
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const version = (number: number) => file(`v${number}.yaml`, soundMap.replace("The nightly job", `Version ${number}`));
const publish = (number: number, live: string, ...options: string[]) =>
  runVend(["publish", version(number), "--to", `file:${live}`, ...options]);
const rollback = (live: string, ...options: string[]) => runVend(["rollback", "--to", `file:${live}`, ...options]);
const liveVersion = (live: string) =>
  loadCompiledMap(readFileSync(live, "utf8"), live).findGrant("nightly")?.rule.description;

describe("publish", () => {
  test("puts the compiled map there, verifies it, and names the version", async () => {
    const live = file("a.json");
    const { exitCode, out } = await publish(1, live);
    expect(exitCode).toBe(0);
    expect(out).toBe(`file:${live}: version ${loadCompiledMap(readFileSync(live, "utf8"), live).digest} is live\n`);
    expect(liveVersion(live)).toBe("Version 1");
  });

  test("the same again changes nothing and keeps nothing", async () => {
    const live = file("b.json");
    await publish(1, live);
    const { json } = await publish(1, live, "--json");
    expect(json()).toMatchObject({ changed: false, previous: json()["version"], grants: 1 });
    expect(readdirSync(`${live}.versions`)).toEqual([expect.stringMatching(/^000001-/), "live"]);
  });

  test("a map that check would refuse is not published", async () => {
    const live = file("c.json");
    const failing = file("failing.yaml", soundMap.replace("from: 10.20.1.1", "from: 10.21.1.1"));
    const { exitCode, out } = await runVend(["publish", failing, "--to", `file:${live}`]);
    expect(exitCode).toBe(1);
    expect(out).toContain("not ok - the job gets its role");
    expect(() => readFileSync(live)).toThrow("ENOENT");
  });

  test("leaves no temporary file behind", async () => {
    const live = file("d.json");
    await publish(1, live);
    await publish(2, live);
    const folder = live.slice(0, live.lastIndexOf("/"));
    expect(
      [...readdirSync(folder), ...readdirSync(`${live}.versions`)].filter((name) => name.endsWith(".tmp")),
    ).toEqual([]);
  });

  test.each(["nowhere.json", "ftp://host/x", "constructor:x"])("%s is no place to publish to", async (to) => {
    expect(await runVend(["publish", version(1), "--to", to])).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("no place to publish to"),
    });
  });
});

describe("the same content published twice", () => {
  let aws: AwsStub;
  beforeEach(async () => {
    aws = await startAwsStub(createMemoryStores());
    stubAwsStores(aws.url);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await aws.close();
  });

  test.each(["file", "s3://vend-maps/live.json", "ssm:/vend/map"])(
    "%s: rollbacks go back, never round",
    async (place) => {
      const to = place === "file" ? `file:${file("twice.json")}` : place;
      const run = async (...args: string[]) =>
        await runVend([...args, "--to", to], { env: { AWS_REGION: "eu-central-1" } });
      const [z, a, b] = [1, 2, 3];
      const digests: unknown[] = [];
      for (const number of [z, a, b, a, a]) {
        digests.push((await run("publish", version(number), "--json")).json()["version"]);
      }
      for (const [index, digest] of [
        ["000003", digests[2]],
        ["000002", digests[1]],
        ["000001", digests[0]],
      ]) {
        expect((await run("rollback", "--json")).json()).toMatchObject({
          id: expect.stringMatching(`^${index}-`),
          version: digest,
        });
        const rows = (await run("rollback", "--list", "--json")).json()["versions"] as { id: string; live: boolean }[];
        expect(rows).toHaveLength(4);
        expect(rows.filter(({ live }) => live).map(({ id }) => id.slice(0, 6))).toEqual([index]);
      }
      expect(await run("rollback")).toMatchObject({ exitCode: 2, error: expect.stringContaining("no version before") });
    },
  );

  test("a version between two of one content is passed over only where it says the same", async () => {
    const live = file("between.json");
    for (const number of [1, 2, 1]) await publish(number, live);
    const [latest = ""] = readdirSync(`${live}.versions`).filter((name) => name.startsWith("000003-"));
    // As where somebody else's copy of the live map was kept twice in a row.
    writeFileSync(`${live}.versions/000004-${latest.slice(7)}`, readFileSync(live));
    writeFileSync(`${live}.versions/live`, `000004-${latest.slice(7, 19)}`);
    expect((await rollback(live)).out).toMatch(/\(000002-/);
  });
});

describe("AWS", () => {
  afterEach(() => vi.unstubAllEnvs());

  test.each(["s3://vend-maps/live.json", "ssm:/vend/map"])(
    "%s needs a region and credentials, and says so",
    async (to) => {
      for (const name of ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"])
        vi.stubEnv(name, undefined);
      vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
      for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, file("none"));
      for (const command of [["rollback"], ["publish", version(1)]]) {
        const nowhere = await runVend([...command, "--to", to]);
        const noRegion = expect.stringMatching(/: no region is known; set AWS_REGION/);
        expect(nowhere).toMatchObject({ exitCode: 2, error: noRegion });
        const nobody = await runVend([...command, "--to", to], { env: { AWS_REGION: "eu-central-1" } });
        const noCredentials = expect.stringMatching(/: there are no AWS credentials; set AWS_PROFILE/);
        expect(nobody).toMatchObject({ exitCode: 2, error: noCredentials });
      }
    },
  );
});

describe("S3", () => {
  let s3: AwsStub;
  beforeEach(async () => {
    s3 = await startAwsStub();
    stubAwsStores(s3.url);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await s3.close();
  });

  test("is asked in the bucket's own region, whatever the environment's is", async () => {
    const objects = new Map<string, string>();
    s3.answer = ({ headers, method, path, body }) => {
      if (!headers.authorization?.includes("/eu-west-1/s3/")) {
        return { ...xmlError("PermanentRedirect", 301), headers: { "x-amz-bucket-region": "eu-west-1" } };
      }
      if (path === "/vend-maps/") return { body: "<ListBucketResult/>" };
      if (method === "PUT") objects.set(path, body);
      const object = objects.get(path);
      return object === undefined ? xmlError("NoSuchKey", 404) : { headers: { etag: '"one"' }, body: object };
    };
    const run = await runVend(["publish", version(1), "--to", "s3://vend-maps/live.json"], {
      env: { AWS_REGION: "eu-central-1" },
    });
    expect(run).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^s3:.* is live\n$/) });
    expect([...objects.keys()].sort()).toEqual([
      "/vend-maps/live.json",
      expect.stringMatching(/^\/vend-maps\/live\.json\.versions\/000001-[0-9a-f]{12}\.json$/),
      "/vend-maps/live.json.versions/live",
    ]);
  });
});

describe("rollback", () => {
  test("makes the version before live again, and the one before that", async () => {
    const live = file("e.json");
    for (const number of [1, 2, 3]) {
      await publish(number, live);
    }
    const { exitCode, out } = await rollback(live);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/: version [0-9a-f]{64} \(000002-[0-9a-f]{12}\) is live again\n$/);
    expect(liveVersion(live)).toBe("Version 2");
    await rollback(live);
    expect(liveVersion(live)).toBe("Version 1");
    expect(await rollback(live)).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("keeps no version before"),
    });
    expect(liveVersion(live)).toBe("Version 1");
  });

  test("lists what is kept, and which is live", async () => {
    const live = file("f.json");
    await publish(1, live);
    await publish(2, live);
    await rollback(live);
    const { json } = await rollback(live, "--list", "--json");
    expect(json()).toMatchObject({
      versions: [
        { id: expect.stringMatching(/^000002-/), live: false },
        { id: expect.stringMatching(/^000001-/), live: true },
      ],
    });
    expect((await rollback(live, "--list")).out).toMatch(
      / {2}000002-[0-9a-f]{12}\n.* {2}000001-[0-9a-f]{12} {2}live\n$/,
    );
  });

  test("takes any version by its id or the beginning of its digest", async () => {
    const live = file("g.json");
    const digests: string[] = [];
    for (const number of [1, 2, 3]) {
      digests.push(String((await publish(number, live, "--json")).json()["version"]));
    }
    await rollback(live, "--version", digests[0] ?? "");
    expect(liveVersion(live)).toBe("Version 1");
    await rollback(live, "--version", `000002-${digests[1]?.slice(0, 12)}`);
    expect(liveVersion(live)).toBe("Version 2");
    expect(await rollback(live, "--version", "ffff")).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("no version"),
    });
    // A digest that was published twice is two versions.
    await publish(1, live);
    expect(await rollback(live, "--version", digests[0] ?? "")).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("several"),
    });
  });

  test("what came by other means is kept by the next publish, and is no version to go back to", async () => {
    const live = file("h.json", "put there by hand");
    const { json } = await publish(1, live, "--json");
    expect(json()).toMatchObject({ changed: true });
    expect(readdirSync(`${live}.versions`)).toEqual([
      "000001-unpublished.json",
      expect.stringMatching(/^000002-/),
      "live",
    ]);
    expect(await rollback(live)).toMatchObject({ exitCode: 2, error: expect.stringContaining("no compiled map") });
    expect(liveVersion(live)).toBe("Version 1");
  });

  test("replaces by the latest publication what came by other means since", async () => {
    const live = file("i.json");
    await publish(1, live);
    await publish(2, live);
    writeFileSync(live, "put there by hand");
    await rollback(live);
    expect(liveVersion(live)).toBe("Version 2");
  });

  test("where nobody noted which of two equal versions is live, it is the latest", async () => {
    const live = file("k.json");
    for (const number of [1, 2, 1]) await publish(number, live);
    rmSync(`${live}.versions/live`);
    expect((await rollback(live)).out).toMatch(/\(000002-/);
    expect((await rollback(live)).out).toMatch(/\(000001-/);
  });

  test("what was noted does not count where something else came by other means since", async () => {
    const live = file("l.json");
    await publish(1, live);
    const first = readFileSync(live, "utf8");
    for (const number of [2, 3]) await publish(number, live);
    writeFileSync(live, first);
    expect(await rollback(live)).toMatchObject({ exitCode: 2, error: expect.stringContaining("no version before") });
    expect(liveVersion(live)).toBe("Version 1");
  });

  test("where nothing was published there is nothing to go back to", async () => {
    expect((await rollback(file("j.json"))).exitCode).toBe(2);
    expect((await rollback(file("j.json"), "--list")).out).toBe("");
  });
});
