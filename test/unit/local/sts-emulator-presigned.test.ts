import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import { type Keys, operator, serviceKeys, startTestEmulator, wireOutcomeOf } from "./sts-emulator-fixture.ts";

let emulator: StsEmulator;
const nowMs = Date.parse("2026-06-01T12:00:00Z");
beforeAll(async () => {
  emulator = await startTestEmulator(undefined, () => nowMs);
});
afterAll(() => emulator.close());

const mismatch = "SignatureDoesNotMatch 403";
describe("a presigned URL", () => {
  const presign = async (keys: Keys, { atMs = nowMs, expiresIn = 60, headers = {} as Record<string, string> } = {}) => {
    const signer = new SignatureV4({ credentials: keys, region: "us-east-1", service: "sts", sha256: Sha256 });
    const { query } = await signer.presign(
      {
        method: "GET",
        protocol: "http:",
        hostname: "127.0.0.1",
        path: "/",
        query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
        headers: { host: `127.0.0.1:${emulator.port}`, ...headers },
      },
      { signingDate: new Date(atMs), expiresIn, unhoistableHeaders: new Set(Object.keys(headers)) },
    );
    return new URLSearchParams(query as Record<string, string>);
  };
  const get = async (query: URLSearchParams, headers: Record<string, string> = {}) =>
    wireOutcomeOf(await fetch(`${emulator.url}/?${query.toString().replaceAll("+", "%20")}`, { headers }));

  it("works for a user and for a session", async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = serviceKeys(emulator);
    expect((await get(await presign(operator))).outcome).toBe("ok 200");
    expect((await get(await presign({ accessKeyId, secretAccessKey, sessionToken }))).outcome).toBe("ok 200");
  });

  it("covers the headers that it names, as Kubernetes tokens need it", async () => {
    const query = await presign(operator, { headers: { "x-k8s-aws-id": "cluster" } });
    expect((await get(query, { "x-k8s-aws-id": "cluster" })).outcome).toBe("ok 200");
    expect((await get(query, { "x-k8s-aws-id": "other" })).outcome).toBe(mismatch);
  });

  it("holds as long as it says", async () => {
    expect((await get(await presign(operator, { atMs: nowMs - 60_000 }))).outcome).toBe("ok 200");
    expect((await get(await presign(operator, { atMs: nowMs - 61_000 }))).outcome).toBe("RequestExpired 400");
    expect((await get(await presign(operator, { atMs: nowMs + 301_000 }))).outcome).toBe(mismatch);
  });

  it("cannot be changed or cut", async () => {
    const changed = await presign(operator);
    changed.set("Extra", "1");
    const cut = await presign(operator);
    cut.delete("X-Amz-Date");
    const endless = await presign(operator);
    endless.set("X-Amz-Expires", "604801");
    expect((await get(changed)).outcome).toBe(mismatch);
    expect((await get(cut)).outcome).toBe("IncompleteSignature 400");
    expect((await get(endless)).outcome).toBe("IncompleteSignature 400");
  });
});
