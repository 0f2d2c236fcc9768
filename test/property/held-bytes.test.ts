import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { heldBytes } from "../../shared/authenticate/held-bytes.ts";
import { maxTokenCharacters } from "../../shared/authenticate/max-token-characters.ts";
import { parseStrictJson } from "../../shared/authenticate/parse-strict-json.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Of a token of the longest kind, what is left for claims. */
const payloadCharacters = Math.floor((maxTokenCharacters - 200) * 0.75);
/** So that what else the process does is little beside them. */
const copies = 100;

/** `part`, told which it is of whose token, as often as fits a token. */
function fill(salt: number, part: (nth: number) => string, [open, close] = ["[", "]"]): string {
  const parts: string[] = [];
  for (let length = 40; ; parts.push(part(parts.length))) {
    length += part(parts.length).length + 1;
    if (length > payloadCharacters) return `{"salt":${salt},"all":${open}${parts.join(",")}${close}}`;
  }
}

/** Bytes for each copy, as V8 says, and as is reckoned. */
function measure(textOf: (salt: number) => string) {
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept: unknown[] = [];
  let reckoned = 0;
  for (let salt = 0; salt < copies; salt += 1) {
    const value = parseStrictJson(textOf(salt));
    if (value === undefined) throw new Error("these are no claims");
    reckoned += heldBytes(value);
    kept.push(value);
  }
  collect();
  return { held: (process.memoryUsage().heapUsed - before) / kept.length, reckoned: reckoned / kept.length };
}

test.each<[what: string, textOf: (salt: number) => string]>([
  ["empty lists", (salt) => fill(salt, () => "[]")],
  ["lists of one", (salt) => fill(salt, () => "[1]")],
  ["lists of a list", (salt) => fill(salt, () => "[[]]")],
  ["deep lists", (salt) => fill(salt, () => "[[[[[[[[]]]]]]]]")],
  ["empty objects", (salt) => fill(salt, () => "{}")],
  ["objects of one shape", (salt) => fill(salt, () => '{"b":1}')],
  ["objects each of its own shape", (salt) => fill(salt, (nth) => `{"${salt}_${nth}":1}`)],
  ["deep objects", (salt) => fill(salt, () => '{"a":{"a":{"a":{}}}}')],
  ["members of the same names", (salt) => fill(salt, (nth) => `"k${nth}":1`, ["{", "}"])],
  ["members of names of their own", (salt) => fill(salt, (nth) => `"k${salt}_${nth}":1`, ["{", "}"])],
  ["numbers", (salt) => fill(salt, () => "1.5")],
  ["numbers beside a text", (salt) => fill(salt, (nth) => (nth === 0 ? '"x"' : "1.5"))],
  ["texts", (salt) => fill(salt, (nth) => `"${salt}a${nth}"`)],
  ["one text", (salt) => fill(salt, (nth) => (nth === 0 ? `"${salt}${"x".repeat(7_000)}"` : '""'))],
  [
    "one text with a wide character",
    (salt) => fill(salt, (nth) => (nth === 0 ? `"${salt}\u4e00${"x".repeat(7_000)}"` : '""')),
  ],
])("%s hold no more than is reckoned, and not a twentieth of it either", (_what, textOf) => {
  const { held, reckoned } = measure(textOf);
  expect(held).toBeLessThanOrEqual(reckoned);
  expect(held).toBeGreaterThan(reckoned / 20);
});

test("whatever claims there are, they hold no more than is reckoned", () => {
  const claims = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { minKeys: 20, maxKeys: 60 });
  fc.assert(
    fc.property(claims, (shape) => {
      const { held, reckoned } = measure((salt) => JSON.stringify({ ...shape, salt: `own-${salt}` }));
      expect(held).toBeLessThanOrEqual(reckoned);
    }),
    { numRuns: 20 },
  );
});

test("what an identity provider sends takes little of the room", () => {
  const claims = {
    iss: "https://idp.corp.example/realms/main",
    sub: "f1c9a0d2-7a51-4b64-9e0a-2a2c11f0b6cd",
    aud: ["https://vend.corp.example", "account"],
    ...{ iat: 1_795_656_905, exp: 1_795_660_505, nbf: 1_795_656_905 },
    jti: "0b6ccf8e-55a3-4a0f-a9b4-6f1a6d1c4e55",
    groups: ["etl", "reporting", "on-call"],
    realm_access: { roles: ["default-roles-main", "offline_access"] },
  };
  expect(heldBytes(claims)).toBeLessThan(2_800);
});
