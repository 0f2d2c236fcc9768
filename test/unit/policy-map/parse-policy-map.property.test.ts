import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { documentDigest } from "../../../shared/policy-map/document-digest.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { PolicyMapError } from "../../../shared/policy-map/policy-map-error.ts";
import { baselineMap } from "./baseline-map.ts";

/** What a text becomes: the digest of its document, or the places of its problems. Anything else that is thrown, is thrown. */
function outcome(text: string): string {
  try {
    const document = parsePolicyMap(text, "map.yaml");
    const stored = documentDigest(JSON.parse(JSON.stringify(document)));
    expect(documentDigest(document)).toBe(stored);
    return stored;
  } catch (error) {
    if (!(error instanceof PolicyMapError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    const lines = text.split("\n");
    for (const { line, column, rule, repair } of error.problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
      expect(rule).not.toBe("");
      expect(repair).not.toBe("");
    }
    return error.message;
  }
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every place of a value, as the keys that lead there. */
function places(value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, part]) => places(part, [...path, key]))];
}

function replaceAt(value: Json, path: readonly (string | number)[], put: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return put;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaceAt(item, rest, put) : item));
  if (typeof value !== "object" || value === null) return put;
  const entries = Object.entries(value).map(([key, part]): [string, Json] => {
    return [key, key === step ? replaceAt(part, rest, put) : part];
  });
  return Object.fromEntries(entries);
}

const baseline: Json = parse(baselineMap);
const pieces = fc.constantFrom(
  "{claims.sub}",
  "{",
  `\${aws:x}`,
  "arn:aws:iam::111122223333:role/r",
  "prod",
  "1h",
  "__proto__",
  "constructor",
  "(",
  "*",
  "10.0.0.0/8",
  "",
);
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  pieces,
  fc.array(pieces, { maxLength: 3 }),
  fc.dictionary(fc.oneof(fc.string(), pieces), pieces, { maxKeys: 3 }),
);

describe("any text at all", () => {
  it("is a document or a PolicyMapError: strings", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(outcome(text)).toBe(outcome(text));
      }),
      { numRuns: 300 },
    );
  });

  it("is a document or a PolicyMapError: bits of YAML", () => {
    const bits = fc.constantFrom(
      "version: 1\n",
      "grants:\n",
      "  a:\n",
      "- ",
      "? ",
      ": ",
      "{",
      "}",
      "[",
      "]",
      "&a ",
      "*a ",
      "!!str ",
      "<<: ",
      "'",
      '"',
      "|\n",
      "#",
      "\t",
      "\r\n",
      "---\n",
      "...\n",
      "%YAML 1.2\n",
      "__proto__: ",
      "x",
      " ",
      ",",
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        expect(outcome(parts.join(""))).toBe(outcome(parts.join("")));
      }),
      { numRuns: 1000 },
    );
  });

  it("is a document or a PolicyMapError: JSON", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom("version", "issuers", "accounts", "grants", "deny"), fc.jsonValue()),
        (value, map) => {
          for (const text of [JSON.stringify(value), JSON.stringify({ version: 1, ...map })])
            expect(outcome(text)).toBe(outcome(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is a document or a PolicyMapError: a sound map with anything in one place", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places(baseline)), anything, (path, put) => {
        const broken = replaceAt(baseline, path, put as Json);
        expect(outcome(JSON.stringify(broken, undefined, 1))).not.toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  it("is a document or a PolicyMapError: a sound map without a piece of its text", () => {
    fc.assert(
      fc.property(fc.nat(baselineMap.length), fc.nat(60), (from, length) => {
        expect(outcome(baselineMap.slice(0, from) + baselineMap.slice(from + length))).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });

  it("is the same map as YAML and as JSON", () => {
    expect(outcome(JSON.stringify(baseline))).toBe(outcome(baselineMap));
    expect(outcome(stringify(baseline))).toBe(outcome(baselineMap));
  });
});
