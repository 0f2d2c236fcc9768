import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAsk } from "../../../shared/http/read-ask.ts";
import { readRequest } from "../../../shared/http/read-request.ts";
import { formats } from "../../../shared/model/format.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { posted, queried } from "./asks.ts";
import { payload2 } from "./gateway-events.ts";

const invalid = expect.objectContaining({ name: "Refusal", code: "InvalidRequest" });

const nothing = {
  grant: undefined,
  account: undefined,
  format: undefined,
  durationSeconds: undefined,
  parameters: new Map(),
};

describe("a GET", () => {
  test("may ask for nothing in particular", async () => {
    await expect(queried("")).resolves.toStrictEqual(nothing);
  });

  test("asks by path and query", async () => {
    const query = "param.dataset=q3&duration=1800&format=boto&param.Part_2-b=";
    await expect(queried(query, { grant: "nightly-report", account: "archive" })).resolves.toStrictEqual({
      grant: "nightly-report",
      account: "archive",
      format: "boto",
      durationSeconds: 1800,
      parameters: new Map([
        ["dataset", "q3"],
        ["Part_2-b", ""],
      ]),
    });
  });

  test.each(formats)("may ask for the format %s", async (format) => {
    await expect(queried(`format=${format}`)).resolves.toMatchObject({ format });
  });

  test.each(["", "Container", "container%20", "json", "constructor", "__proto__"])(
    "may not ask for the format %j, and is told which there are",
    async (format) => {
      await expect(queried(`format=${format}`)).rejects.toMatchObject({
        code: "InvalidRequest",
        publicDetail: "The format is one of container, process, ruby, boto, camel, php, imds, env",
      });
    },
  );

  test.each([
    ["0", 0],
    ["1", 1],
    ["3600", 3600],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ])("may ask for a duration of %s, whether or not the grant allows it", async (text, durationSeconds) => {
    await expect(queried(`duration=${text}`)).resolves.toMatchObject({ durationSeconds });
  });

  test.each([
    "",
    "+900",
    "-900",
    "%2B900",
    "0900",
    "9e2",
    "900.0",
    "900s",
    "0x384",
    "%20900",
    "900%0A",
    "٩٠٠",
    "1h",
    "NaN",
  ])("may not ask for a duration of %j", async (text) => {
    await expect(queried(`duration=${text}`)).rejects.toThrow(invalid);
  });

  test("may not ask for a duration that a number cannot hold", async () => {
    await expect(queried("duration=9007199254740992")).rejects.toThrow(invalid);
  });

  test.each(["duration=900&duration=900", "format=ruby&format=ruby", "param.a=1&param.a=1", "param.a=1&param.%61=2"])(
    "may not repeat itself: %s",
    async (query) => {
      await expect(queried(query)).rejects.toThrow(invalid);
    },
  );

  test.each([
    "Format=ruby",
    "durationSeconds=900",
    "grant=x",
    "account=x",
    "access_token=secret",
    "param=a",
    "=a",
    "__proto__=a",
  ])("may not ask for what does not exist: %s", async (query) => {
    await expect(queried(query)).rejects.toMatchObject({
      code: "InvalidRequest",
      publicDetail: "Query parameters are format, duration and param.NAME",
    });
  });

  test.each(["param.", "param.1a", "param._a", "param.a.b", "param.a%20b", "param.__proto__", "param.é"])(
    "may not name a parameter %s",
    async (name) => {
      await expect(queried(`${name}=x`)).rejects.toThrow(invalid);
    },
  );

  test("may name a parameter in 64 characters, not 65", async () => {
    await expect(queried(`param.${"a".repeat(64)}=x`)).resolves.toMatchObject({ grant: undefined });
    await expect(queried(`param.${"a".repeat(65)}=x`)).rejects.toThrow(invalid);
  });

  test("may give a parameter 256 characters, not 257", async () => {
    await expect(queried(`param.a=${"x".repeat(256)}`)).resolves.toMatchObject({ grant: undefined });
    await expect(queried(`param.a=${"x".repeat(257)}`)).rejects.toThrow(invalid);
  });

  test("may give 50 parameters, not 51", async () => {
    const query = (count: number) => Array.from({ length: count }, (_, index) => `param.p${index}=x`).join("&");
    expect((await queried(query(50))).parameters.size).toBe(50);
    await expect(queried(query(51))).rejects.toThrow(invalid);
  });

  test.each(["grant", "account"])("may name a %s in 128 characters, not 129, and not in none", async (name) => {
    await expect(queried("", { [name]: "x".repeat(128) })).resolves.toMatchObject({ [name]: "x".repeat(128) });
    await expect(queried("", { [name]: "x".repeat(129) })).rejects.toThrow(invalid);
    await expect(queried("", { [name]: "" })).rejects.toThrow(invalid);
  });

  test("takes no body", async () => {
    await expect(readAsk(readRequest(payload2({ body: "{}" })), {})).rejects.toThrow(invalid);
  });
});

test("a refusal never repeats what was sent", async () => {
  const canary = "eyJhbGciOiJub25lIn0";
  const outcomes = await Promise.allSettled([
    queried(`${canary}=1`),
    queried(`format=${canary}`),
    queried(`duration=${canary}`),
    queried(`param.${canary}.=${canary}`),
    posted(canary),
    posted(`{"${canary}":1}`),
    posted(`{"grant":["${canary}"]}`),
    posted(`{"parameters":{"a":["${canary}"]}}`),
    posted("{}", canary),
  ]);
  for (const outcome of outcomes) {
    const { reason, publicDetail, message, cause } = (outcome as PromiseRejectedResult).reason as Refusal;
    expect(`${reason}${publicDetail}${message}${cause}`).not.toContain(canary);
  }
});

test("whatever the query or the body, the outcome is an ask or a refusal", async () => {
  const json = fc.oneof(
    fc.json(),
    fc.json().map((text) => `{"parameters":${text}}`),
    fc
      .record({ grant: fc.jsonValue(), format: fc.jsonValue(), durationSeconds: fc.jsonValue() }, { requiredKeys: [] })
      .map((value) => JSON.stringify(value)),
    fc.uint8Array({ minLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(json, fc.webQueryParameters(), async (body, query) => {
      for (const outcome of await Promise.allSettled([posted(body), queried(query)])) {
        expect(outcome.status === "fulfilled" || outcome.reason instanceof Refusal).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
