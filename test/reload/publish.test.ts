import { createHash } from "node:crypto";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { CliIo } from "../../cli/cli-io.ts";
import { openTarget } from "../../cli/publish/open-target.ts";
import type { PublishTarget } from "../../cli/publish/publish-target.ts";
import { openSource, stubAwsStores } from "../support/read-map.ts";
import { hasMoto, type Moto, startMoto } from "./start-moto.ts";

const io = { env: { AWS_REGION: "eu-central-1" } } as unknown as CliIo;
const digest = (text: string) => createHash("sha256").update(text).digest("hex");
const idOf = (number: number, text: string) => `00000${number}-${digest(text).slice(0, 12)}`;
/** Too long for one parameter, with characters of two bytes at every place where it could be cut. */
const long = (letter: string) => `${letter}${"ä".repeat(5_000)}`;

describe.skipIf(!hasMoto)("publishing to moto", () => {
  let moto: Moto;
  let unique = 0;
  beforeAll(async () => {
    moto = await startMoto();
    stubAwsStores(moto.url);
    const Bucket = "vend-maps";
    const CreateBucketConfiguration = { LocationConstraint: "eu-central-1" } as const;
    await new S3Client().send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  }, 60_000);
  afterAll(async () => {
    await moto?.stop();
  });
  beforeEach(() => {
    unique += 1;
    stubAwsStores(moto.url);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const putByHand = {
    s3: async (text: string) => {
      const Key = `maps/${unique}.json`;
      await new S3Client().send(new PutObjectCommand({ Bucket: "vend-maps", Key, Body: text }));
    },
    ssm: async (text: string) => {
      const settings = { Type: "String", Tier: "Advanced", Overwrite: true } as const;
      await new SSMClient().send(new PutParameterCommand({ Name: `/maps/${unique}`, Value: text, ...settings }));
    },
  };

  describe.each<["s3" | "ssm", () => string]>([
    ["s3", () => `s3://vend-maps/maps/${unique}.json`],
    ["ssm", () => `ssm:/maps/${unique}`],
  ])("%s", (kind, location) => {
    const open = () => openTarget(location(), io);
    const ids = async (target: PublishTarget) => (await target.versions()).map(({ id }) => id);

    test("holds nothing at first", async () => {
      const target = await open();
      expect(target.location).toBe(location());
      expect(await target.read()).toBeUndefined();
      expect(await target.versions()).toEqual([]);
    });

    test.each(["short", "ä".repeat(2_048), long("a")])(
      "holds what was published, and services read it: %#",
      async (text) => {
        const target = await open();
        await target.publish(text, digest(text));
        expect(await target.read()).toBe(text);
        expect(await openSource(location()).read()).toMatchObject({ text });
        const [version, ...others] = await target.versions();
        expect(others).toEqual([]);
        expect(version).toEqual({ id: idOf(1, text), publishedAtMs: expect.any(Number) });
        expect(Math.abs((version?.publishedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
      },
    );

    test("keeps what was there before, and takes it back any number of times", async () => {
      const target = await open();
      const texts = [long("a"), "b", long("c")];
      for (const text of texts) await target.publish(text, digest(text));
      const kept = texts.map((text, index) => idOf(index + 1, text)).reverse();
      expect(await ids(target)).toEqual(kept);
      for (const [index, id] of kept.entries()) {
        expect(await target.readVersion(id)).toBe(texts[2 - index]);
        await target.restore(id);
        expect(await target.read()).toBe(texts[2 - index]);
        expect(await openSource(location()).read()).toMatchObject({ text: texts[2 - index] });
      }
      expect(await ids(target)).toEqual(kept);
    });

    test("keeps what somebody has put there by hand", async () => {
      await putByHand[kind]("by hand");
      const target = await open();
      await target.publish("published", digest("published"));
      const [published, foreign, ...others] = await ids(target);
      expect([published, others]).toEqual([idOf(2, "published"), []]);
      expect(await target.readVersion(foreign ?? "")).toBe("by hand");
    });

    test("is told apart from what is not there", async () => {
      const target = await open();
      await expect(target.restore("000001-aaaaaaaaaaaa")).rejects.toThrow(
        /^(?:s3|ssm):.*000001-aaaaaaaaaaaa.* is not there$/,
      );
    });
  });

  test("two who publish to S3 at the same time are not both believed", async () => {
    const location = `s3://vend-maps/maps/${unique}.json`;
    const target = await openTarget(location, io);
    await target.publish("first", digest("first"));
    const outcomes = await Promise.allSettled([
      target.publish("mine", digest("mine")),
      target.publish("yours", digest("yours")),
    ]);
    const lost = outcomes.filter(({ status }) => status === "rejected");
    expect(lost.length).toBeLessThan(2);
    const live = await target.read();
    expect(["mine", "yours"]).toContain(live);
    if (lost.length === 1) {
      expect(lost[0]).toMatchObject({
        reason: { message: `${location} has changed meanwhile: somebody else publishes too` },
      });
    }
  });

  test("a map that no hundred parameters can hold is refused before anything is written", async () => {
    const target = await openTarget(`ssm:/maps/${unique}`, io);
    await expect(target.publish("x".repeat(409_601), digest("a"))).rejects.toThrow(
      `ssm:/maps/${unique} cannot hold a map of 101 parts, 100 at most; publish to s3://`,
    );
    expect(await target.versions()).toEqual([]);
  });

  test("a bucket that is not there is an error with its place", async () => {
    const target = await openTarget("s3://vend-nowhere/map.json", io);
    await expect(target.publish("x", digest("a"))).rejects.toThrow(
      /^s3:\/\/vend-nowhere\/map\.json\S* cannot be \w+: NoSuchBucket/,
    );
  });

  test.each(["s3://UPPER/key", "s3://bucket", "ssm:name", "http://x"])("%j is no target", async (location) => {
    await expect(openTarget(location, io)).rejects.toThrow(/is no place to publish to/);
  });
});
