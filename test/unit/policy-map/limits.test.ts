import { describe, expect, it } from "vitest";
import { breakMap, problemsOf } from "./break-map.ts";

const list = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => of(i)).join(", ");
/** Of the processor, for this thread: what a busy machine does meanwhile does not count. */
const seconds = (run: () => void): number => {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000_000;
};
/** The least of three, as far as the first ones are too much: a core whose caches others empty counts up to twice as much. */
const leastSeconds = (limit: number, run: () => void): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let measured = 0; measured < 3 && least >= limit; measured += 1) least = Math.min(least, seconds(run));
  return least;
};
/** Until a test is given up: seconds of the processor may take minutes where others want it too. */
const busyMs = 120_000;
const issuer = `version: 1
issuers: { corp: { issuer: "https://idp.corp.example", audience: v, keys: { discovery: true }, algorithms: [ES256] } }
`;

describe("how long the parts of a map may be", () => {
  it("takes patterns of 1,024 characters", () => {
    const rule = "is a pattern of 1025 characters, over the limit of 1024; shorten it, or make a grant for each part";
    const [inside, outside] = ["a".repeat(1024), "a".repeat(1025)];
    const places: readonly (readonly [find: string, place: string])[] = [
      ['"[a-z]{2,30}"', "32:26 grants.nightly.when.claims.team.matches"],
      ['"a/*"', "33:23 grants.nightly.when.claims.path.glob"],
      ['"[a-z0-9-]{1,40}"', "58:39 grants.nightly.parameters.dataset.pattern"],
    ];
    for (const [find, place] of places) {
      expect(problemsOf(breakMap(find, inside))).toBe("");
      expect(problemsOf(breakMap(find, outside))).toBe(`${place}: ${rule}`);
    }
  });

  it("takes patterns of 2,000 signs, repetitions written out", () => {
    const rule = (size: number) =>
      `is a pattern of ${size} signs with its repetitions written out, over the limit of 2000; lower the numbers in braces, or use * and + where the length does not matter`;
    const places: readonly (readonly [find: string, place: string])[] = [
      ['"[a-z]{2,30}"', "32:26 grants.nightly.when.claims.team.matches"],
      ['"[a-z0-9-]{1,40}"', "58:39 grants.nightly.parameters.dataset.pattern"],
    ];
    const rows: readonly (readonly [inside: string, outside: string, size: number])[] = [
      ["[a-z]{1000}[a-z]{0,1000}", "[a-z]{1000}[a-z]{0,1000}x", 2001],
      ["(?:[a-z]{8}){100}(?:[a-z]{8}){100}", "(?:[a-z]{8}){100}(?:[a-z]{8}){100}x", 2001],
    ];
    for (const [find, place] of places) {
      for (const [inside, outside, size] of rows) {
        expect(problemsOf(breakMap(find, `"${inside}"`))).toBe("");
        expect(problemsOf(breakMap(find, `"${outside}"`))).toBe(`${place}: ${rule(size)}`);
      }
    }
  });

  it("does not begin to compile what is too large", () => {
    const heavy = "[a-z]{0,1000}".repeat(70);
    expect(
      seconds(() => expect(problemsOf(breakMap('"[a-z]{2,30}"', `"${heavy}"`))).toContain("70000 signs")),
    ).toBeLessThan(1);
  });

  it.each(["oneOf", "anyOf", "allOf", "noneOf"])("takes 10,000 values in %s", (kind) => {
    const claim = (count: number) =>
      breakMap("level: { oneOf: [1, 2] }", `level: { ${kind}: [${list(count, String)}] }`);
    expect(problemsOf(claim(10_000))).toBe("");
    expect(problemsOf(claim(10_001))).toBe(
      `34:25 grants.nightly.when.claims.level.${kind}: has 10001 values, over the limit of 10000; remove some`.replace(
        "34:25",
        `34:${19 + kind.length + 1}`,
      ),
    );
  });

  it("takes 100 audiences", () => {
    const audience = (count: number) =>
      breakMap("audience: vend", `audience: [${list(count, (index) => `a${index}`)}]`);
    expect(problemsOf(audience(100))).toBe("");
    expect(problemsOf(audience(101))).toBe(
      "15:15 issuers.lab.audience: has 101 audiences, over the limit of 100; remove some",
    );
  });

  it("takes 50 tags, and says once that there are more", () => {
    const tags = (count: number) =>
      breakMap("      transitiveTags: [team]\n", "").replace(
        'tags: { team: "{claims.team}", stage: prod }',
        `tags: { ${list(count, (index) => `t${index}: "*"`)} }`,
      );
    expect(problemsOf(tags(50)).split("\n")).toHaveLength(50);
    expect(problemsOf(tags(51))).toBe(
      "46:13 grants.nightly.assume.tags: has 51 tags, over the limit of 50; remove some",
    );
  });

  it("takes 50 transitive tags", () => {
    const keys = breakMap("transitiveTags: [team]", `transitiveTags: [${list(51, (index) => `t${index}`)}]`);
    expect(problemsOf(keys)).toBe(
      "47:23 grants.nightly.assume.transitiveTags: has 51 keys, over the limit of 50; remove some",
    );
  });

  it("takes 200,000 targets, accounts over all grants", () => {
    const map = (
      grants: number,
    ) => `${issuer}accounts: { ${list(2000, (index) => `a${index}: { id: "111122223333", labels: { env: prod } }`)} }
grants:
${Array.from({ length: grants }, (_, index) => `  g${index}: { when: { issuer: corp, claims: { sub: x } }, assume: { role: r, accounts: { env: prod } } }\n`).join("")}`;
    expect(problemsOf(map(100))).toBe("");
    expect(problemsOf(map(102))).toBe(
      "105:63 grants.g100.assume: brings the map's targets, accounts over all grants, over the limit of 200000; name fewer accounts, or divide the map between several services",
    );
  });

  it("takes 1,500,000 words and signs, where the text is not of the usual kind", { timeout: busyMs }, () => {
    const map = (items: number) => `version: 1\n$schema: &x [${"a,".repeat(items)}a]`;
    expect(problemsOf(map(700_000))).toBe("2:13 $schema: must be text, not a list; write text");
    expect(problemsOf(map(760_000))).toMatch(/^2:\d{7} : has more than 1,500,000 words and signs; split it: /);
  });

  it("counts the first 10,000 problems, of a text or of a map", { timeout: busyMs }, () => {
    const audiences = (name: string) =>
      `${issuer}deny: [{ issuer: [${list(60_000, () => name)}], claims: { sub: x }, reason: r }]`;
    expect(problemsOf(audiences("corq")).split("\n")).toHaveLength(10_000);
    expect(problemsOf(audiences("corp")).split("\n")).toHaveLength(10_000);
    expect(problemsOf(`version: &x 1\n${"\ta: b\n".repeat(20_000)}`).split("\n").length).toBeLessThanOrEqual(10_000);
  });
});

describe("how long a map takes, whatever stands in it", () => {
  const grant = (when: string, assume: string, more = "") =>
    `${issuer}accounts: { a: { id: "111122223333" } }\ngrants: { g: { when: { ${when} }, assume: { role: r, account: a${assume} } ${more} } }`;
  const who = "issuer: corp, claims: { sub: x }";
  const hundredThousand = (of: (index: number) => string) => list(100_000, of);
  const accounts = `accounts: { ${list(10_000, (index) => `a${index}: { id: "111122223333", labels: { env: prod } }`)} }`;

  it.each([
    ["audiences", issuer.replace("audience: v", `audience: [${hundredThousand((index) => `a${index}`)}]`)],
    ["required claims", issuer.replace("keys:", `requiredClaims: [${hundredThousand((index) => `a${index}`)}], keys:`)],
    ["tags", grant(who, `, tags: { ${hundredThousand((index) => `t${index}: x`)} }`)],
    ["transitive tags", grant(who, `, transitiveTags: [${hundredThousand((index) => `t${index}`)}]`)],
    [
      "managed policies",
      grant(who, `, policyArns: [${hundredThousand((index) => `arn:aws:iam::aws:policy/P${index}`)}]`),
    ],
    ["unknown issuers", grant(`issuer: [${hundredThousand((index) => `u${index}`)}], claims: { sub: x }`, "")],
    [
      "unknown accounts beside 10,000",
      `${issuer}${accounts}\ngrants: { g: { when: { ${who} }, assume: { role: r, accounts: [${hundredThousand((index) => `u${index}`)}] } } }`,
    ],
    [
      "roles on the way beside 10,000 accounts",
      `${issuer}${accounts}\ngrants: { g: { when: { ${who} }, assume: { role: "arn:aws:iam::111122223333:role/r", via: [${hundredThousand((index) => `"arn:aws:iam::111122223333:role/r${index}"`)}] } } }`,
    ],
    ["empty lines", `version: 1\n${"\n".repeat(5_000_000)}`],
    ["comments", `version: 1\n${"#\n".repeat(2_500_000)}`],
    ["a long text", `version: 1\n$schema: "${"a b".repeat(1_500_000)}"\n`],
    ["5 MB of a list", `version: 1\n$schema: [${"a,".repeat(2_499_000)}a]`],
    ["5 MB of a list with an anchor", `version: 1\n$schema: &x [${"a,".repeat(2_499_000)}a]`],
    ["5 MB of lines with an anchor", `version: 1\n$schema: &x\n${"- a\n".repeat(1_249_000)}`],
  ])("%s: under five seconds", { timeout: busyMs }, (_what, text) => {
    // Some of them were half a minute.
    expect(leastSeconds(5, () => problemsOf(text))).toBeLessThan(5);
  });
});
