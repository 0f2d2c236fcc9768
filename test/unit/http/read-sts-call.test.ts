import { describe, expect, test } from "vitest";
import { readStsCall } from "../../../shared/http/read-sts-call.ts";
import type { HttpRequest } from "../../../shared/model/request.ts";
import { codeOf, failureOf } from "../../support/policy-fixtures.ts";

const good = {
  Action: "AssumeRoleWithWebIdentity",
  Version: "2011-06-15",
  RoleArn: "arn:aws:iam::000000000000:role/vend/nightly-report",
  RoleSessionName: "aws-sdk-js-1700000000000",
  WebIdentityToken: "eyJ.e30.c2ln",
};
const form = (parameters: Readonly<Record<string, string>>) => new URLSearchParams(parameters).toString();

interface Sent {
  readonly body?: string | undefined;
  readonly contentType?: readonly string[];
  readonly query?: ReadonlyMap<string, readonly string[]>;
  readonly authorization?: string;
}

function read({
  body = form(good),
  contentType = ["application/x-www-form-urlencoded"],
  query = new Map(),
  authorization,
}: Sent = {}) {
  const headers = new Map([["content-type", contentType]]);
  if (authorization !== undefined) headers.set("authorization", [authorization]);
  const sent = { method: "POST", path: "/", query, headers, body: body === "" ? undefined : Buffer.from(body) };
  return readStsCall(sent as unknown as HttpRequest);
}

const ask = (more: Readonly<Record<string, string>>) => read({ body: form({ ...good, ...more }) }).readAsk();

describe("a call of AssumeRoleWithWebIdentity", () => {
  test("shows its token and asks for a grant", () => {
    const call = read();
    expect(call.tokenText).toBe("eyJ.e30.c2ln");
    expect(call.readAsk()).toEqual({
      grant: "nightly-report",
      account: undefined,
      format: undefined,
      durationSeconds: undefined,
      parameters: new Map(),
    });
  });

  test("asks for a role and a duration", () => {
    const roleArn = "arn:aws:iam::111122223333:role/report-reader";
    expect(ask({ RoleArn: roleArn, DurationSeconds: "900" })).toMatchObject({ roleArn, durationSeconds: 900 });
  });

  test.each([
    ["application/x-www-form-urlencoded; charset=utf-8"],
    ["Application/X-WWW-Form-URLEncoded;charset=UTF-8"],
  ])("may come as %s", (type) => {
    expect(read({ contentType: [type] }).tokenText).toBe("eyJ.e30.c2ln");
  });

  test("a token file's last line break comes with it", () => {
    expect(read({ body: form({ ...good, WebIdentityToken: "eyJ.e30.c2ln\n" }) }).tokenText).toBe("eyJ.e30.c2ln\n");
  });
});

describe("is refused:", () => {
  test.each<[string, Sent, string]>([
    ["no content type", { contentType: [] }, "UnsupportedMediaType"],
    ["JSON", { contentType: ["application/json"], body: "{}" }, "UnsupportedMediaType"],
    ["what a form may be sent as by any page", { contentType: ["text/plain"] }, "UnsupportedMediaType"],
    [
      "another encoding",
      { contentType: ["application/x-www-form-urlencoded; charset=utf-16"] },
      "UnsupportedMediaType",
    ],
    ["parameters in the URL", { query: new Map([["Action", ["AssumeRoleWithWebIdentity"]]]) }, "InvalidRequest"],
    ["no body", { body: "" }, "NotFound"],
    ["bytes that are not of a form", { body: `${form(good)}&x=\u00e4` }, "InvalidRequest"],
    ["a line break between parameters", { body: `${form(good)}&\nx=y` }, "InvalidRequest"],
    ["a malformed escape", { body: `${form(good)}&x=%zz` }, "InvalidRequest"],
    ["an escape that is not UTF-8", { body: `${form(good)}&x=%ff` }, "InvalidRequest"],
    ["two tokens", { body: `${form(good)}&WebIdentityToken=eyJ.e30.c2ln` }, "InvalidRequest"],
    ["two roles, one of them escaped", { body: `${form(good)}&Role%41rn=x` }, "InvalidRequest"],
    ["a token in the header too", { authorization: "Bearer eyJ.e30.c2ln" }, "InvalidRequest"],
    ["an AWS signature", { authorization: "AWS4-HMAC-SHA256 Credential=x" }, "InvalidRequest"],
    ["no token", { body: form({ ...good, WebIdentityToken: "" }) }, "MissingToken"],
    ["another action", { body: form({ ...good, Action: "AssumeRole" }) }, "NotFound"],
    ["another spelling", { body: form({ ...good, Action: "assumerolewithwebidentity" }) }, "NotFound"],
    ["another version", { body: form({ ...good, Version: "2010-05-08" }) }, "NotFound"],
  ])("%s", (_what, sent, code) => {
    expect(codeOf(() => read(sent))).toBe(code);
  });

  test("GetCallerIdentity is told where to go, signed or not", () => {
    const body = form({ Action: "GetCallerIdentity", Version: "2011-06-15" });
    for (const sent of [{ body }, { body, authorization: "AWS4-HMAC-SHA256 Credential=x" }]) {
      expect(failureOf(() => read(sent))).toMatchObject({
        code: "NotFound",
        publicDetail: expect.stringMatching(/AWS's own STS/),
      });
    }
  });
});

describe("asks for nothing that is not its to ask:", () => {
  test.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ Policy: "{}" }, /Policy/],
    [{ "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/AdministratorAccess" }, /Policy/],
    [{ ProviderId: "www.amazon.com" }, /ProviderId/],
    [{ ExternalId: "x" }, /The parameters are/],
    [{ SourceIdentity: "root" }, /The parameters are/],
    [{ "Tags.member.1.Key": "team" }, /The parameters are/],
    [{ roleArn: "x" }, /The parameters are/],
    [{ ["__proto__"]: "x" }, /The parameters are/],
    [{ DurationSeconds: "-900" }, /whole number/],
    [{ DurationSeconds: "9e2" }, /whole number/],
    [{ DurationSeconds: "0900" }, /whole number/],
    [{ DurationSeconds: "" }, /whole number/],
    [{ DurationSeconds: "99999999999" }, /whole number/],
  ])("%j", (more, sentence) => {
    expect(failureOf(() => ask(more))).toMatchObject({
      code: "InvalidRequest",
      publicDetail: expect.stringMatching(sentence),
    });
  });
});
