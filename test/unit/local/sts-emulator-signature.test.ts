import { createHash } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  operator,
  type SignedPost,
  type Signing,
  sendPost,
  signPost,
  startTestEmulator,
  wireOutcomeOf,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator;
const nowMs = Date.parse("2026-06-01T12:00:00Z");
beforeAll(async () => {
  emulator = await startTestEmulator(undefined, () => nowMs);
});
afterAll(() => emulator.close());

const mismatch = "SignatureDoesNotMatch 403";
const sign = (signing: Signing = {}) => signPost(emulator, { atMs: nowMs, ...signing });
const send = async (signed: SignedPost) => wireOutcomeOf(await sendPost(emulator, signed));

describe("a signature", () => {
  const tampering: [part: string, change: (signed: SignedPost) => void][] = [
    ["the body", (signed) => (signed.body += "&x=1")],
    [
      "a signed header",
      (signed) => (signed.headers["content-type"] = "application/x-www-form-urlencoded; charset=utf-8"),
    ],
    ["the time", (signed) => (signed.headers["x-amz-date"] = "20260601T120001Z")],
    ["the signature", (signed) => edit(signed, /Signature=./, "Signature=g")],
    ["the signature's length", (signed) => edit(signed, /.$/, "")],
    ["the region", (signed) => edit(signed, "eu-central-1", "eu-central-2")],
    ["the list of signed headers", (signed) => edit(signed, "content-type;", "")],
    ["a list without the host", (signed) => edit(signed, "host;", "")],
    ["a list without the time", (signed) => edit(signed, ";x-amz-date", "")],
    ["the path's query", (signed) => (signed.path = "/?x=1")],
  ];
  const edit = (signed: { headers: Record<string, string> }, from: string | RegExp, to: string) => {
    signed.headers["authorization"] = (signed.headers["authorization"] ?? "").replace(from, to);
  };

  it("that is right is taken", async () => {
    expect((await send(await sign())).outcome).toBe("ok 200");
  });

  it.each(tampering)("does not fit a change of %s", async (_part, change) => {
    const signed = await sign();
    change(signed);
    expect((await send(signed)).outcome).toBe(mismatch);
  });

  it("of another secret does not fit", async () => {
    const { outcome, message } = await send(await sign({ keys: { ...operator, secretAccessKey: "x" } }));
    expect(outcome).toBe(mismatch);
    expect(message).toContain("The request signature we calculated does not match the signature you provided.");
  });

  it("covers a body hash header, whose word must be true", async () => {
    const hash = (text: string) => createHash("sha256").update(text).digest("hex");
    const truthful = await sign({
      headers: { "x-amz-content-sha256": hash("Action=GetCallerIdentity&Version=2011-06-15") },
    });
    // Signed over the hash of another body: the signature itself is right.
    const lying = await sign({ headers: { "x-amz-content-sha256": hash("x") } });
    const unsigned = await sign({ headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } });
    expect((await send(truthful)).outcome).toBe("ok 200");
    expect((await send(lying)).outcome).toBe(mismatch);
    expect((await send(unsigned)).outcome).toBe(mismatch);
  });

  it("is scoped to STS and a region", async () => {
    expect(await send(await sign({ service: "s3" }))).toEqual({
      outcome: mismatch,
      message: "Credential should be scoped to correct service: 'sts'. ",
    });
    expect(await send(await sign({ region: "nowhere" }))).toEqual({
      outcome: mismatch,
      message: "Credential should be scoped to a valid region. ",
    });
    const both = await send(await sign({ region: "nowhere", service: "s3" }));
    expect(both.message).toBe(
      "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'. ",
    );
    expect((await send(await sign({ region: "us-gov-west-1" }))).outcome).toBe("ok 200");
  });

  it.each([
    ["15 minutes old", -900, "ok 200", ""],
    [
      "older",
      -901,
      mismatch,
      "Signature expired: 20260601T114459Z is now earlier than 20260601T114500Z (20260601T120000Z - 15 min.)",
    ],
    ["5 minutes ahead", 300, "ok 200", ""],
    [
      "further ahead",
      301,
      mismatch,
      "Signature not yet current: 20260601T120501Z is still later than 20260601T120500Z (20260601T120000Z + 5 min.)",
    ],
  ])("that is %s", async (_name, seconds, outcome, message) => {
    expect(await send(await sign({ atMs: nowMs + seconds * 1000 }))).toEqual({ outcome, message });
  });

  it("has the day of its scope", async () => {
    const signed = await sign();
    edit(signed, "/20260601/", "/20260531/");
    expect((await send(signed)).message).toContain("Date in Credential scope does not match");
  });
});

describe("an Authorization header", () => {
  it.each([
    ["is missing", undefined, "MissingAuthenticationToken 403"],
    ["is of another scheme", "Bearer abc", "IncompleteSignature 400"],
    ["has no credential", "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=abc", "IncompleteSignature 400"],
    [
      "has no signature",
      "AWS4-HMAC-SHA256 Credential=a/20260601/eu-west-1/sts/aws4_request, SignedHeaders=host",
      "IncompleteSignature 400",
    ],
    [
      "has a scope of four parts",
      "AWS4-HMAC-SHA256 Credential=a/20260601/eu-west-1/sts, SignedHeaders=host, Signature=abc",
      "IncompleteSignature 400",
    ],
    [
      "has a scope of six parts",
      "AWS4-HMAC-SHA256 Credential=a/20260601/eu-west-1/sts/aws4_request/x, SignedHeaders=host, Signature=abc",
      "IncompleteSignature 400",
    ],
  ])("that %s", async (_name, authorization, outcome) => {
    const { authorization: _, ...headers } = (await sign()).headers;
    const changed = authorization === undefined ? headers : { ...headers, authorization };
    expect(
      (
        await send({
          path: "/",
          headers: changed as Record<string, string>,
          body: "Action=GetCallerIdentity&Version=2011-06-15",
        })
      ).outcome,
    ).toBe(outcome);
  });

  it("without a date, or with one in another form", async () => {
    const signed = await sign();
    const { "x-amz-date": _, ...undated } = signed.headers;
    expect((await send({ ...signed, headers: undated })).outcome).toBe("IncompleteSignature 400");
    const readable = { ...signed.headers, "x-amz-date": "2026-06-01T12:00:00Z" };
    expect((await send({ ...signed, headers: readable })).message).toBe("Date must be in ISO-8601 'basic format'.");
  });

  it("that is there twice is not the first of the two", async () => {
    const signed = await sign();
    for (const second of ["Bearer abc", signed.headers["authorization"] ?? ""]) {
      const headers = [...Object.entries(signed.headers), ["authorization", second]].flat();
      const request = http.request(emulator.url, { method: "POST", headers });
      request.end(signed.body);
      const [response] = (await once(request, "response")) as [http.IncomingMessage];
      response.resume();
      expect(response.statusCode).toBe(400);
    }
  });
});
