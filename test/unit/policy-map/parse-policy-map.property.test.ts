import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { documentDigest } from "../../../shared/policy-map/document-digest.ts";
import { Findings } from "../../../shared/policy-map/findings.ts";
import { parseMapTests } from "../../../shared/policy-map/parse-map-tests.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { PolicyMapError } from "../../../shared/policy-map/policy-map-error.ts";
import { readPolicyMap } from "../../../shared/policy-map/read-policy-map.ts";
import { readYaml } from "../../../shared/policy-map/read-yaml.ts";
import { fullMap } from "./full-map.ts";

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

const baseline: Json = parse(fullMap, { merge: true });
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
  "<<",
  "NotGranted",
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
      { numRuns: 200 },
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
      { numRuns: 400 },
    );
  });

  it("is a document or a PolicyMapError: JSON", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.dictionary(
          fc.constantFrom("version", "issuers", "accounts", "grants", "deny", "tests", "include", "defaults", "accept"),
          fc.jsonValue(),
        ),
        (value, map) => {
          for (const text of [JSON.stringify(value), JSON.stringify({ version: 1, ...map })])
            expect(outcome(text)).toBe(outcome(text));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is a document or a PolicyMapError: a sound map with anything in one place", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places(baseline)), anything, (path, put) => {
        const broken = replaceAt(baseline, path, put as Json);
        expect(outcome(JSON.stringify(broken, undefined, 1))).not.toBe("");
      }),
      { numRuns: 400 },
    );
  });

  it("is a document or a PolicyMapError: a sound map without a piece of its text", () => {
    fc.assert(
      fc.property(fc.nat(fullMap.length), fc.nat(60), (from, length) => {
        expect(outcome(fullMap.slice(0, from) + fullMap.slice(from + length))).not.toBe("");
      }),
      { numRuns: 250 },
    );
  });

  it("is the same map as YAML and as JSON", () => {
    expect(outcome(JSON.stringify(baseline))).toBe(outcome(fullMap));
    expect(outcome(stringify(baseline))).toBe(outcome(fullMap));
  });
});

describe("a map of several files", () => {
  const sections = ["issuers", "accounts", "grants"] as const;
  type Entry = readonly [section: string, name: string, entry: Json];
  const map = baseline as { [key: string]: Json };
  const entries = sections.flatMap((section): Entry[] =>
    Object.entries(map[section] as object).map(([name, entry]) => [section, name, entry]),
  );

  it("is the same map, whatever stands in which file", () => {
    const whole = readPolicyMap(fullMap, "map.yaml");
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: entries.length, maxLength: entries.length }), (files) => {
        const textOf = (file: number, rest: object) => {
          const chosen = sections.map((section) => [
            section,
            Object.fromEntries(
              entries
                .filter(([of], index) => of === section && files[index] === file)
                .map(([, name, entry]) => [name, entry]),
            ),
          ]);
          return JSON.stringify({ version: 1, ...rest, ...Object.fromEntries(chosen) });
        };
        const { issuers: _issuers, accounts: _accounts, grants: _grants, tests, ...head } = map;
        const read = readPolicyMap(textOf(0, { ...head, include: ["1", "2"] }), "0", {
          readInclude: (path) => ({ text: textOf(Number(path), path === "2" ? { tests } : {}), name: path }),
        });
        const sorted = ({ document }: typeof read) => ({
          issuers: document.issuers.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
          // A grant's accounts come in the order of the map.
          grants: document.grants
            .map((grant) => ({ ...grant, targets: grant.targets.toSorted((a, b) => (a.roleArn < b.roleArn ? -1 : 1)) }))
            .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
          deny: document.deny,
        });
        expect(sorted(read)).toEqual(sorted(whole));
        expect(read.tests).toEqual(whole.tests);
        entries.forEach(([section, name], index) => {
          expect(read.locate([section, name]).file).toBe(String(files[index]));
        });
      }),
      { numRuns: 50 },
    );
  });

  it("is a document or a PolicyMapError, whatever the other file holds", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places(baseline)), anything, (path, put) => {
        const text = JSON.stringify(replaceAt(baseline, path, put as Json), undefined, 1);
        try {
          readPolicyMap("version: 1\ninclude: [a.yaml]", "map.yaml", { readInclude: () => ({ text, name: "a.yaml" }) });
          expect(text).not.toBe("");
        } catch (error) {
          expect(error).toBeInstanceOf(PolicyMapError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("a file of tests", () => {
  const cases: Json = { version: 1, tests: (baseline as { [key: string]: Json })["tests"] ?? [] };

  it("is tests or a PolicyMapError, with anything in one place", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places(cases)), anything, (path, put) => {
        try {
          expect(parseMapTests(JSON.stringify(replaceAt(cases, path, put as Json)), "cases.json")).toBeInstanceOf(
            Array,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(PolicyMapError);
        }
      }),
      { numRuns: 250 },
    );
  });
});

describe("anchors and merge keys", () => {
  it("mean what the YAML library takes them to mean", () => {
    const key = fc.constantFrom("a", "b", "c", "d");
    const entry = fc.record({
      merges: fc.array(fc.nat(20), { maxLength: 3 }),
      first: fc.boolean(),
      own: fc.uniqueArray(key),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 8 }), (maps) => {
        const text = maps
          .map(({ merges, first, own }, index) => {
            const sources = index === 0 ? [] : merges.map((merge) => `*m${merge % index}`);
            const merge =
              sources.length === 0 ? [] : [`<<: ${sources.length === 1 ? sources[0] : `[${sources.join(", ")}]`}`];
            const pairs = own.map((name, at) => `${name}: { x: ${index}.${at} }`);
            return `m${index}: &m${index} { ${(first ? [...merge, ...pairs] : [...pairs, ...merge]).join(", ")} }`;
          })
          .join("\n");
        const findings = new Findings();
        expect(readYaml(text, findings).value).toEqual(parse(text, { merge: true, maxAliasCount: -1 }));
        expect(findings.all).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
