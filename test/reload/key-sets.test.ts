import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createS3KeySetsStore } from "../../shared/adapters/key-sets-s3.ts";
import { ask } from "../exchange/events.ts";
import { captureOutput } from "../support/capture-output.ts";
import { stubAwsStores } from "../support/read-map.ts";
import { type StsStub, startStsStub } from "../support/sts-stub.ts";
import { type IssuerServer, startIssuerServer } from "../support/token-issuer.ts";
import { lambdaContext } from "../unit/http/lambda-context.ts";
import { hasMoto, type Moto, startMoto } from "./start-moto.ts";

const region = "eu-central-1";
const credentials = { accessKeyId: "AKIAADMIN", secretAccessKey: "admin+secret/EXAMPLEKEYadminsecretEXAMPL" };
const place = { bucket: "vend-maps", key: "prod/key-sets.json" };
const object = { Bucket: place.bucket, Key: place.key };

/** Functions as they are deployed, each a process of its own, over moto's S3 and an issuer that they find by discovery. */
describe.skipIf(!hasMoto)("key sets in moto's S3", () => {
  let moto: Moto;
  let sts: StsStub;
  let corp: IssuerServer;
  let s3: S3Client;
  let output: ReturnType<typeof captureOutput>;
  beforeAll(async () => {
    [moto, sts, corp] = await Promise.all([startMoto(), startStsStub(), startIssuerServer()]);
    output = captureOutput();
    stubAwsStores(moto.url);
    vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url);
    vi.stubEnv("POLICY_MAP", `s3://${place.bucket}/prod/map.yaml`);
    vi.stubEnv("KEY_SETS", `s3://${place.bucket}/${place.key}`);
    s3 = new S3Client({ region, credentials, endpoint: moto.url });
    const here = { LocationConstraint: region } as const;
    await s3.send(new CreateBucketCommand({ Bucket: place.bucket, CreateBucketConfiguration: here }));
    await s3.send(new PutObjectCommand({ Bucket: place.bucket, Key: "prod/map.yaml", Body: map() }));
  }, 60_000);
  afterAll(async () => {
    output?.stop();
    vi.unstubAllEnvs();
    await Promise.all([moto?.stop(), sts?.close(), corp?.close()]);
  });

  const map = () => `
version: 1
issuers:
  corp:
    issuer: ${corp.tokens.issuer}
    audience: ${corp.tokens.audience}
    keys: { discovery: true }
    algorithms: [ES256]
grants:
  nightly:
    when: { issuer: corp, claims: { sub: report-runner } }
    assume: { role: arn:aws:iam::111122223333:role/report-reader }
`;

  async function refresh() {
    vi.resetModules();
    const { handler } = await import("../../functions/refresh-key-sets/handler.ts");
    await handler();
  }

  /** Of an instance that has just started. A 503 asks to be tried again, as it may be on a machine that has much else to do. */
  async function vend(token: string): Promise<number> {
    vi.resetModules();
    const { handler, warm } = await import("../../functions/unmatched-route/handler.ts");
    await warm;
    return (await handler(ask("/v1/credentials/nightly", token), lambdaContext())).statusCode;
  }

  const stored = async () => {
    const { Body } = await s3.send(new GetObjectCommand(object));
    return JSON.parse((await Body?.transformToString()) ?? "").issuers;
  };

  test("are there after the first run, and a fresh instance then asks no issuer, up or down", async () => {
    await refresh();
    expect(await stored()).toMatchObject([
      { issuer: corp.tokens.issuer, source: { kind: "discovery" }, keys: corp.tokens.jwks().keys },
    ]);
    corp.requests.length = 0;
    corp.misbehaves = { resets: true };
    expect(await vend(await corp.tokens.issueToken())).toBe(200);
    expect(corp.requests).toEqual([]);
  });

  test("stay as old as they are while the issuer is down, and are followed by new ones", async () => {
    const before = await stored();
    corp.misbehaves = { resets: true };
    await refresh();
    expect(await stored()).toEqual(before);
    corp.misbehaves = undefined;
    const next = await corp.tokens.addKey("key-2");
    await refresh();
    expect(await stored()).toMatchObject([{ keys: [{ kid: "key-1" }, { kid: "key-2" }] }]);
    expect(output.text()).toMatch(/"outcome":"kept","keyCount":1,"ageSeconds":\d+,"failure":"socket hang up"/);
    expect(output.text()).toMatch(/"outcome":"fetched","keyCount":2,"ageSeconds":0,"added":\["key-2"\]/);
    expect(output.text()).toMatch(/"KeySetsFetched":0,"KeySetsFetchFailed":1,"KeySetsAgeSeconds":\d/);
    expect(Date.parse((await stored())[0].fetchedAt)).toBeGreaterThan(Date.parse(before[0].fetchedAt));
    corp.requests.length = 0;
    expect(await vend(await corp.tokens.issueToken({ key: next }))).toBe(200);
    expect(corp.requests).toEqual([]);
  });

  test("are written by one of two runs at the same time", async () => {
    const store = createS3KeySetsStore(place, region);
    const held = await store.read();
    await store.write("first", held);
    await expect(store.write("second", held)).rejects.toThrow(/key sets .* cannot be written: PreconditionFailed/);
    await expect(store.write("second", undefined)).rejects.toThrow(/PreconditionFailed/);
    expect(await store.read()).toMatchObject({ text: "first" });
  });

  test("are asked of the issuer again where what is stored has been spoilt", async () => {
    await s3.send(new PutObjectCommand({ ...object, Body: "{" }));
    corp.requests.length = 0;
    expect(await vend(await corp.tokens.issueToken())).toBe(200);
    expect(corp.requests).not.toEqual([]);
  });
});
