import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { PolicyDocument } from "../../../../shared/model/policy-document.ts";
import { loadCompiledMap } from "../../../../shared/policy-map/compiled/load-compiled-map.ts";
import { writeCompiledMap } from "../../../../shared/policy-map/compiled/write-compiled-map.ts";
import { documentDigest } from "../../../../shared/policy-map/document-digest.ts";
import { PolicyMapError } from "../../../../shared/policy-map/policy-map-error.ts";
import { aCaller, aDenial, aDocument, aGrant, anIssuer, conditions, where } from "../../../support/policy-fixtures.ts";

const compile = (document: PolicyDocument) => loadCompiledMap(writeCompiledMap(document), "map.json");

test("a compiled map knows its issuers, grants and denials as the document has them", () => {
  const document = aDocument({
    issuers: [anIssuer(), anIssuer({ name: "partner", issuer: "https://partner.example" })],
    grants: [aGrant({ name: "one" }), aGrant({ name: "two", description: undefined, format: "env" })],
    deny: [aDenial(), aDenial({ reason: "again" })],
  });
  const map = compile(document);
  expect(map.digest).toBe(documentDigest(document));
  expect([...map.issuers.values()]).toEqual(document.issuers);
  expect(map.findGrant("two")).toMatchObject({ position: 1 });
  expect(map.findGrant("two")?.rule).toEqual(document.grants[1]);
  expect(map.findGrant("two")).toBe(map.findGrant("two"));
  expect(map.candidateGrants(aCaller()).map(({ rule }) => rule)).toEqual(document.grants);
  const denials = map.candidateDenials(aCaller({ sub: "report-runner-old" }));
  expect(denials.map(({ rule }) => rule)).toEqual(document.deny);
  expect(denials.map(({ position }) => position)).toEqual([0, 1]);
});

test.each(["__proto__", "constructor", "toString", "n", "größe", "\ud83d"])(
  "no grant is called %j unless the map says so",
  (name) => {
    expect(compile(aDocument()).findGrant(name)).toBeUndefined();
    expect(compile(aDocument({ grants: [aGrant({ name })] })).findGrant(name)?.rule.name).toBe(name);
  },
);

test("members called __proto__ are members, in policies and in claims", () => {
  const policy = JSON.parse('{"members":{"__proto__":{"members":{"x":1}},"constructor":"y"}}');
  const when = conditions({ claims: [where(["__proto__", "constructor"], "x")] });
  const map = compile(aDocument({ grants: [aGrant({ policy, when }), aGrant({ name: "other", policy, when })] }));
  expect(JSON.stringify(map.findGrant("other")?.rule.policy)).toBe(JSON.stringify(policy));
  const claims = JSON.parse('{"__proto__":{"constructor":"x"}}');
  expect(map.candidateGrants(aCaller(claims))).toHaveLength(2);
  expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
});

test("what several rules share is one frozen value", () => {
  const map = compile(aDocument({ grants: [aGrant(), aGrant({ name: "other" })] }));
  const [one, other] = [map.findGrant("nightly-report")?.rule, map.findGrant("other")?.rule];
  expect(one?.when).toBe(other?.when);
  expect([map, one, one?.when, one?.when.claims, one?.policy].every(Object.isFrozen)).toBe(true);
});

test("a map that grants nothing has no candidates", () => {
  const map = compile(aDocument({ issuers: [], grants: [], deny: [] }));
  expect(map.candidateGrants(aCaller())).toEqual([]);
  expect(map.candidateDenials(aCaller())).toEqual([]);
  expect(map.findGrant("nightly-report")).toBeUndefined();
  expect(map.issuers.size).toBe(0);
});

const sound = writeCompiledMap(aDocument());
const [opening = ""] = sound.split("\n");
const body = sound.slice(opening.length + 1);

/** A compiled map with another body and the digest that belongs to it. */
function signed(other: string): string {
  return `${opening.replace(/[0-9a-f]{64}/, createHash("sha256").update(other).digest("hex"))}\n${other}`;
}

function refusalOf(text: string): PolicyMapError {
  try {
    loadCompiledMap(text, "map.json");
  } catch (error) {
    if (error instanceof PolicyMapError) {
      return error;
    }
    throw error;
  }
  throw new Error("the map was loaded");
}

describe("anything else is refused", () => {
  test("the baseline is not", () => {
    expect(loadCompiledMap(signed(body), "map.json").findGrant("nightly-report")).toBeDefined();
  });

  test.each([
    ["nothing", ""],
    ["a map that an admin wrote", "version: 1\n"],
    ["JSON of another kind", '{"version": 1}'],
    ["the first line alone, torn", opening.slice(0, -9)],
    ["the first line without its end", `${opening.slice(0, -1)}\n${body}`],
    ["the same JSON, written anew", JSON.stringify(JSON.parse(sound), undefined, 2)],
    ["a byte order mark", `\uFEFF${sound}`],
    ["line ends of another system", sound.replaceAll("\n", "\r\n")],
  ])("%s", (_, text) => {
    expect(refusalOf(text).problems).toMatchObject([
      { file: "map.json", line: 1, column: 1, rule: "is no compiled policy map as it was written" },
    ]);
  });

  test.each([
    ["an older format", "1"],
    ["a newer format", "3"],
    ["a format as text", '"2"'],
    ["no format", "null"],
  ])("%s", (_, format) => {
    const text = sound.replace('{"compiledPolicyMap":2,', `{"compiledPolicyMap":${format},`);
    expect(refusalOf(text).message).toMatch(
      /^map\.json:1:1: is compiled in a format that this version does not read \(it reads 2\); compile it again/,
    );
  });

  test.each([
    ["a role that was changed", sound.replace("role/report-reader", "role/report-writer")],
    ["a line end at its end that was lost", sound.slice(0, -1)],
    ["half of it", sound.slice(0, sound.length / 2)],
    ["something added", `${sound} `],
    ["a digest that was changed", sound.replace(/[0-9a-f]{64}/, "0".repeat(64))],
    ["a digest in capitals", sound.replace(/[0-9a-f]{64}/, (digest) => digest.toUpperCase())],
    ["no digest", sound.replace('"sha256"', '"sha265"')],
  ])("%s", (_, text) => {
    expect(text).not.toBe(sound);
    expect(refusalOf(text).message).toContain("is damaged");
  });

  test("rules with a member that this version does not know: it may be a condition", () => {
    const text = signed(body.replace('"members":[', '"members":["device",'));
    expect(refusalOf(text).message).toContain("has rules with the member device, which this version does not know");
  });

  test("rules with a member that only JavaScript knows", () => {
    expect(refusalOf(signed(body.replace('"members":[', '"members":["toString",'))).message).toContain("toString");
  });
});

test("every place where a text can be cut or changed is covered by its digest", () => {
  for (let at = 0; at < sound.length; at += 37) {
    const other = sound[at] === "0" ? "1" : "0";
    expect(() => loadCompiledMap(sound.slice(0, at) + other + sound.slice(at + 1), "map.json")).toThrow(PolicyMapError);
    expect(() => loadCompiledMap(sound.slice(0, at), "map.json")).toThrow(PolicyMapError);
  }
});
