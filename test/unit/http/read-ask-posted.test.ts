import { describe, expect, test } from "vitest";
import { readAsk } from "../../../shared/http/read-ask.ts";
import { readRequest } from "../../../shared/http/read-request.ts";
import { posted } from "./asks.ts";
import { context2, payload2 } from "./gateway-events.ts";

const invalid = expect.objectContaining({ name: "Refusal", code: "InvalidRequest" });
const unsupported = expect.objectContaining({ name: "Refusal", code: "UnsupportedMediaType" });

const nothing = {
  grant: undefined,
  account: undefined,
  format: undefined,
  durationSeconds: undefined,
  parameters: new Map(),
};

describe("a POST", () => {
  test("may ask for nothing in particular", async () => {
    await expect(posted("{}")).resolves.toStrictEqual(nothing);
  });

  test("asks by its body", async () => {
    const body =
      '{"grant":"nightly-report","format":"boto","durationSeconds":1800,"parameters":{"dataset":"q3","empty":""}}';
    await expect(posted(body)).resolves.toStrictEqual({
      grant: "nightly-report",
      account: undefined,
      format: "boto",
      durationSeconds: 1800,
      parameters: new Map([
        ["dataset", "q3"],
        ["empty", ""],
      ]),
    });
  });

  test.each([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
    "application/json; profile=x",
  ])("may be %s", async (contentType) => {
    await expect(posted("{}", contentType)).resolves.toStrictEqual(nothing);
  });

  test.each([
    "",
    " ",
    "text/plain",
    "text/json",
    "application/json-patch+json",
    "application/x-www-form-urlencoded",
    "application/json, text/plain",
    "application/json; charset=utf-16",
    "application/json; charset=iso-8859-1",
    "application/json; charset=",
    "application/json; charset",
    "application/json; charset=utf-8; charset=utf-7",
  ])("may not be %j", async (contentType) => {
    await expect(posted("{}", contentType)).rejects.toThrow(unsupported);
  });

  test("may not have two content types", async () => {
    const event = payload2({
      requestContext: context2({}, { method: "POST" }),
      headers: { "content-type": "application/json", "Content-Type": "application/json" },
      body: "{}",
    });
    await expect(readAsk(readRequest(event), {})).rejects.toThrow(unsupported);
  });

  test("takes no query parameters", async () => {
    const event = payload2({
      requestContext: context2({}, { method: "POST" }),
      rawQueryString: "format=ruby",
      body: "{}",
    });
    await expect(readAsk(readRequest(event), {})).rejects.toThrow(invalid);
  });

  test.each([
    undefined,
    "",
    " ",
    "null",
    "[]",
    '"{}"',
    "42",
    "true",
    "{",
    "{}{}",
    "{'grant':'x'}",
    '{"grant":"x",}',
    '{"grant":"x" // comment\n}',
    '{"durationSeconds":NaN}',
    '{"durationSeconds":0900}',
    '\ufeff{"grant":"x"}',
    Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
    Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00),
  ])("is refused where its body is no JSON object (%#)", async (body) => {
    await expect(posted(body)).rejects.toMatchObject({
      code: "InvalidRequest",
      publicDetail: "The body is not a JSON object",
    });
  });

  test.each([
    '{"grant":"a","grant":"a"}',
    '{"grant":"a","gr\\u0061nt":"b"}',
    '{"parameters":{"a":"1","a":"2"}}',
    '{"parameters":{},"parameters":{}}',
    '{"x":[{"a":1,"a":1}]}',
  ])("is refused where a member comes twice: %s", async (body) => {
    await expect(posted(body)).rejects.toMatchObject({ publicDetail: "The body holds a member twice" });
  });

  test("is not misled by colons and quotes inside strings", async () => {
    const parameters = { a: 'x:"y":\\', b: "::" };
    await expect(posted(JSON.stringify({ parameters }))).resolves.toMatchObject({
      parameters: new Map(Object.entries(parameters)),
    });
  });

  test.each([
    '{"Grant":"x"}',
    '{"account":"x"}',
    '{"duration":900}',
    '{"token":"secret"}',
    '{"constructor":1}',
    '{"toString":1}',
    '{"__proto__":{"grant":"x"}}',
    '{"parameters":{"__proto__":"x"}}',
    '{"":1}',
  ])("is refused with a member that does not exist: %s", async (body) => {
    await expect(posted(body)).rejects.toThrow(invalid);
  });

  test.each([
    ['{"grant":1}', "A name has 1 to 128 characters"],
    ['{"grant":""}', "A name has 1 to 128 characters"],
    ['{"grant":null}', "A name has 1 to 128 characters"],
    ['{"format":"json"}', "The format is one of container, process, ruby, boto, camel, php, imds, env"],
    ['{"durationSeconds":"900"}', "The duration is a whole number of seconds, in decimal digits"],
    ['{"durationSeconds":900.5}', "The duration is a whole number of seconds, in decimal digits"],
    ['{"durationSeconds":-1}', "The duration is a whole number of seconds, in decimal digits"],
    ['{"durationSeconds":1e400}', "The duration is a whole number of seconds, in decimal digits"],
    ['{"parameters":[]}', expect.stringContaining("parameters")],
    ['{"parameters":{"a":1}}', expect.stringContaining("parameters")],
    ['{"parameters":{"1a":"x"}}', expect.stringContaining("parameters")],
    ['{"parameters":{"a":"\\ud800"}}', expect.stringContaining("parameters")],
    ['{"parameters":{"constructor.x":"x"}}', expect.stringContaining("parameters")],
    ['{"unknown":1}', "The body's members are grant, format, durationSeconds, parameters"],
  ])("of %s is told the rule", async (body, publicDetail) => {
    await expect(posted(body)).rejects.toMatchObject({ code: "InvalidRequest", publicDetail });
  });

  test("is held to the same limits as a GET", async () => {
    const body = (count: number, name: number, value: number, grant: number) =>
      JSON.stringify({
        grant: "g".repeat(grant),
        parameters: Object.fromEntries(
          Array.from({ length: count }, (_, index) => [`p${index}`.padEnd(name, "x"), "v".repeat(value)]),
        ),
      });
    await expect(posted(body(50, 64, 256, 128))).resolves.toMatchObject({ grant: "g".repeat(128) });
    await expect(posted(body(51, 64, 256, 128))).rejects.toThrow(invalid);
    await expect(posted(body(50, 65, 256, 128))).rejects.toThrow(invalid);
    await expect(posted(body(50, 64, 257, 128))).rejects.toThrow(invalid);
    await expect(posted(body(50, 64, 256, 129))).rejects.toThrow(invalid);
  });

  test("survives the deepest nesting that fits", async () => {
    await expect(posted(`{"a":${"[".repeat(32_000)}${"]".repeat(32_000)}}`)).rejects.toThrow(invalid);
    await expect(posted(`{"a":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}}`)).rejects.toThrow(invalid);
  });
});

describe("the grant in a body", () => {
  test("may name one of its accounts, as GrantRequired lists them", async () => {
    await expect(posted('{"grant":"exports/archive"}')).resolves.toMatchObject({
      grant: "exports",
      account: "archive",
    });
  });

  test.each(["exports/", "/archive", "exports/archive/more", "/"])("cannot be %s", async (grant) => {
    await expect(posted(JSON.stringify({ grant }))).rejects.toMatchObject({ code: "InvalidRequest" });
  });
});
