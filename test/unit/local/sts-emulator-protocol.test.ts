import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  assume,
  failureOf,
  home,
  openRole,
  operator,
  sendPost,
  signPost,
  startTestEmulator,
  wireOutcomeOf,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator();
});
afterAll(() => emulator.close());

const form = { "content-type": "application/x-www-form-urlencoded" };
const post = (body: string, path = "/") => fetch(emulator.url + path, { method: "POST", headers: form, body });

describe("on the wire", () => {
  it("a success is XML of STS's namespace, its elements in STS's order", async () => {
    const response = await sendPost(emulator, await signPost(emulator));
    const text = await response.text();
    const requestId = response.headers.get("x-amzn-requestid");
    expect(response.headers.get("content-type")).toBe("text/xml");
    expect(requestId).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(text.replace(/<UserId>.*<\/UserId>/, "<UserId/>").replace(/\n\s*/g, "")).toBe(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        `<Arn>arn:aws:iam::${home}:user/ops/operator</Arn><UserId/><Account>${home}</Account></GetCallerIdentityResult>` +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    );
  });

  it("an error is XML too", async () => {
    const response = await post("Action=GetCallerIdentity&Version=2011-06-15");
    const requestId = response.headers.get("x-amzn-requestid");
    expect(response.status).toBe(403);
    expect((await response.text()).replace(/\n\s*/g, "")).toBe(
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
        "<Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message></Error>" +
        `<RequestId>${requestId}</RequestId></ErrorResponse>`,
    );
  });

  it("an AssumeRole answer has credentials, user and what else there is", async () => {
    const given = await assume(emulator, operator, { SourceIdentity: "anna", Tags: [{ Key: "a", Value: "b" }] });
    expect(Object.keys(given).sort()).toEqual([
      "$metadata",
      "AssumedRoleUser",
      "Credentials",
      "PackedPolicySize",
      "SourceIdentity",
    ]);
    expect(given.Credentials?.Expiration).toBeInstanceOf(Date);
  });

  it.each([
    [
      "an unknown action",
      "Action=DropTable&Version=2011-06-15",
      400,
      "InvalidAction",
      "Could not find operation DropTable for version 2011-06-15",
    ],
    [
      "an action of Object.prototype",
      "Action=constructor&Version=2011-06-15",
      400,
      "InvalidAction",
      "Could not find operation constructor for version 2011-06-15",
    ],
    [
      "another version",
      "Action=AssumeRole&Version=2011-06-16",
      400,
      "InvalidAction",
      "Could not find operation AssumeRole for version 2011-06-16",
    ],
    ["no version", "Action=AssumeRole", 400, "InvalidAction", "Could not find operation AssumeRole for version null"],
    [
      "no action",
      "Version=2011-06-15",
      400,
      "MissingAction",
      "The request is missing an action or a required parameter.",
    ],
  ])("%s", async (_name, body, status, code, message) => {
    const response = await post(body);
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(text).toContain(`<Code>${code}</Code>`);
    expect(text).toContain(`<Message>${message}</Message>`);
    expect(text).toContain(
      code === "InvalidAction" ? "http://webservices.amazon.com/AWSFault/2005-15-09" : "sts.amazonaws.com",
    );
  });

  it("any other path is no operation", async () => {
    expect((await post("Action=GetCallerIdentity&Version=2011-06-15", "/x")).status).toBe(404);
  });

  it("what a caller sends comes back escaped", async () => {
    const { message } = await failureOf(assume(emulator, operator, { RoleSessionName: "<a>&\"'\u0001" }));
    expect(message).toContain("Value '<a>&\"'?' at 'roleSessionName'");
  });

  it.each(["", "12.5", "abc", "2147483648", "0x384"])("DurationSeconds %j is malformed", async (duration) => {
    const { outcome } = await sendRaw({ DurationSeconds: duration });
    expect(outcome).toBe("MalformedInput 400");
  });

  it.each(["+900", "0900"])("DurationSeconds %j is 900", async (duration) => {
    expect((await sendRaw({ DurationSeconds: duration })).outcome).toBe("ok 200");
  });

  it("a missing parameter is null", async () => {
    const { message } = await sendRaw({}, ["RoleArn", "RoleSessionName"]);
    expect(message).toContain(
      "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null;",
    );
  });

  it("the first of two values counts", async () => {
    expect((await sendRaw({}, [], "&DurationSeconds=900&DurationSeconds=1")).outcome).toBe("ok 200");
    expect((await sendRaw({}, [], "&DurationSeconds=1&DurationSeconds=900")).outcome).toBe("ValidationError 400");
  });

  it("a list may have gaps, and its members are counted as they are named", async () => {
    const list = "&Tags.member.7.Key=a&Tags.member.7.Value=%3B&Tags.member.x.Key=b";
    expect((await sendRaw({}, [], list)).message).toContain("tags.7.member.value");
  });

  it("a body over ten million bytes is refused without a word", async () => {
    const response = await post(`Action=GetCallerIdentity&x=${"a".repeat(10_000_000)}`).catch(() => undefined);
    // The connection may be cut while the body is still on its way.
    expect(response === undefined || response.status === 413).toBe(true);
  });

  async function sendRaw(extra: Record<string, string>, without: string[] = [], tail = "") {
    const all = {
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: openRole,
      RoleSessionName: "session",
      ...extra,
    };
    const kept = Object.entries(all).filter(([name]) => !without.includes(name));
    const signed = await signPost(emulator, { body: new URLSearchParams(kept).toString() + tail });
    return wireOutcomeOf(await sendPost(emulator, signed));
  }
});
