import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderPolicy } from "../../shared/authorize/render-policy.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { conditionOperators } from "../../shared/policy-map/condition-operators.ts";
import { Findings } from "../../shared/policy-map/findings.ts";
import { policyStatements } from "../../shared/policy-map/lint/policy-statements.ts";
import { normaliseSessionPolicy } from "../../shared/policy-map/normalise-session-policy.ts";
import {
  type IamRequest,
  isAllowed,
  literalPattern,
  type PolicyPattern,
  readIamPolicy,
  readPattern,
} from "../support/iam-policy.ts";
import { aCaller } from "../support/policy-fixtures.ts";

/*
 * Policies as an admin writes them, with placeholders; values as a caller may bring them. A policy is refused, or what it
 * allows is what the author's text allows where each placeholder matches its value's own characters and nothing else.
 */

/** The big list of naughty strings, where it lies beside the project. */
const naughtyStrings = new URL("../../../shared/vectors/blns/blns.json", import.meta.url);
const blns = existsSync(naughtyStrings) ? (JSON.parse(readFileSync(naughtyStrings, "utf8")) as string[]) : ["*"];

const hostile = [
  "*",
  "?",
  "a*",
  "*/*",
  "??",
  "\u0024{*}",
  "\u0024{?}",
  "\u0024{\u0024}",
  "\u0024{aws:username}",
  "\u0024{aws:PrincipalTag/team}",
  "\u0024{aws:nothing, 'a'}",
  "\u0024",
  "{",
  "}",
  "{claims.y}",
  "..",
  ".",
  "../a",
  "a/../b",
  "a//b",
  "/",
  "/a",
  "a/",
  ":",
  "a:b",
  "arn:aws:s3:::secret/*",
  '"',
  '","Action":"*","Resource":"*',
  '"},{"Effect":"Allow","Action":"*","Resource":"*"}',
  "\\",
  "\\u002a",
  "'",
  "`",
  "a\n",
  "\r\n",
  "\t",
  "\0",
  "a\0*",
  "\u007f",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\uff0a",
  "\u2217",
  "\u204e",
  "\ufe56",
  "\uff1f",
  "\uff0f",
  "\u2215",
  "\uff1a",
  "\ua789",
  "\u0430",
  "e\u0301",
  "\u00e9",
  "\u212a",
  "\u0131",
  "\ud800",
  "\u202e",
  "%2a",
  "&#42;",
  "$&",
  "$1",
  "__proto__",
  "true",
  "TRUE",
  "null",
  " ",
  "",
  "x".repeat(256),
  "x".repeat(257),
];

const plain = fc.string({ unit: fc.constantFrom(..."abXY019_-.@=,+"), minLength: 1, maxLength: 6 });
const harmless = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 1, arbitrary: fc.array(plain, { minLength: 2, maxLength: 3 }).map((segments) => segments.join("/")) },
);
/** What IAM gives a meaning to, among letters: the shortest way to a wider policy. */
const meaning = fc.constantFrom("a", "b", "*", "?", "\u0024{*}", "\u0024{aws:username}", "\u0024", "/", "\\", '"');
const dangerous = fc.oneof(
  { weight: 3, arbitrary: fc.array(meaning, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")) },
  { weight: 2, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: fc.constantFrom(...blns) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
);
/** One of the three at a time, mostly: what one value does shows where the others are let in. */
const values = fc
  .record({
    harmless: fc.record({ x: harmless, y: harmless, p: harmless }),
    hostile: fc.constantFrom<readonly (keyof Values)[]>([], ["x"], ["y"], ["p"], ["x", "y", "p"]),
    dangerous,
  })
  .map(
    (made): Values => ({
      ...made.harmless,
      ...Object.fromEntries(made.hostile.map((name) => [name, made.dangerous])),
    }),
  );
type Values = { readonly x: string; readonly y: string; readonly p: string };

const variables = ["\u0024{aws:username}", "\u0024{aws:PrincipalTag/team}", "\u0024{*}", "\u0024{?}", "\u0024{\u0024}"];
const authored = fc.constantFrom("a", "b", "/", "-", "ab/", "*", "?", "$", ":", ...variables);
const holes = ["{claims.x}", "{claims.y}", "{params.p}", "{grant}", "{issuer}"];
const resourceHole = fc.constantFrom(...holes, "{claims.x|path}", "{claims.y|path}", "{params.p|path}");
const conditionHole = fc.constantFrom(...holes);

const written = (hole: fc.Arbitrary<string>) =>
  fc
    .array(fc.oneof({ weight: 1, arbitrary: authored }, { weight: 2, arbitrary: hole }), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(""));
const oneOrMore = (text: fc.Arbitrary<string>) => fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 2 }));
const resourceTexts = oneOrMore(
  fc.oneof(
    { weight: 6, arbitrary: written(resourceHole).map((text) => `arn:aws:s3:::${text}`) },
    { weight: 1, arbitrary: fc.constantFrom("*", "arn:aws:s3:::*", "arn:aws:s3:::a/*") },
  ),
);
const actionTexts = oneOrMore(fc.constantFrom("*", "s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject"));

const comparison = fc
  .tuple(
    fc.constantFrom("", "", "ForAnyValue:", "ForAllValues:"),
    fc.constantFrom("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringLike", "StringNotLike"),
    fc.constantFrom("", "IfExists"),
  )
  .map((parts) => parts.join(""));
const stringTexts = fc.dictionary(
  fc.constantFrom("s3:prefix", "aws:username", "aws:PrincipalTag/team"),
  oneOrMore(written(conditionHole)),
  { minKeys: 1, maxKeys: 2, noNullPrototype: true },
);
const arnTexts = fc.record({
  "aws:SourceArn": oneOrMore(written(resourceHole).map((text) => `arn:aws:iam::111122223333:role/${text}`)),
});
const condition = fc.oneof(
  fc.tuple(comparison, stringTexts),
  fc.tuple(fc.constantFrom("ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals"), arnTexts),
  fc.tuple(fc.constant("Null"), fc.record({ "s3:prefix": fc.constantFrom("true", "false") })),
);
/** Operators that compare no text, with what would be a value of their own but for a place to fill in. */
const typedCondition = fc
  .tuple(
    fc.constantFrom("", "ForAnyValue:", "ForAllValues:"),
    fc.constantFrom(...conditionOperators.typed),
    fc.constantFrom("", "IfExists"),
    fc.constantFrom("", "10.0.0.", "1", "2026-10-0", "tru", "Qm"),
    resourceHole,
    fc.constantFrom("", "/32", "0", "T00:00:00Z", "e", "=="),
    fc.constantFrom<readonly string[]>([], ["10.0.0.1"], ["true"]),
  )
  .map(([qualifier, name, ifExists, before, hole, after, others]) => ({
    [`${qualifier}${name}${ifExists}`]: { "aws:x": [...others, `${before}${hole}${after}`] },
  }));

const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Allow", "Deny"),
    actions: fc.tuple(fc.constantFrom("Action", "Action", "NotAction"), actionTexts),
    resources: fc.tuple(fc.constantFrom("Resource", "Resource", "Resource", "NotResource"), resourceTexts),
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .map(({ Effect, actions, resources, conditions }) => ({
    Effect,
    ...Object.fromEntries([actions, resources]),
    ...(conditions.length > 0 && { Condition: Object.fromEntries(conditions) }),
  }));
const policies = fc.array(statement, { minLength: 1, maxLength: 3 }).map((statements) => ({
  Version: "2012-10-17",
  Statement: statements,
}));

const grant = "nightly";
const issuer = "corp";
const placeholder = /(\$\{[^{}]*\})|\{(claims\.x|claims\.y|params\.p|grant|issuer)(?:\|path)?\}/g;

/** The author's text with each placeholder as `fill` has it. */
function readAuthored(text: string, { x, y, p }: Values, fill: (value: string) => PolicyPattern): PolicyPattern {
  const brought: Readonly<Record<string, string>> = { "claims.x": x, "claims.y": y, "params.p": p, grant, issuer };
  const signs: PolicyPattern[number][] = [];
  let readTo = 0;
  for (const match of text.matchAll(placeholder)) {
    if (match[2] === undefined) continue;
    signs.push(...readPattern(text.slice(readTo, match.index)), ...fill(brought[match[2]] ?? ""));
    readTo = match.index + match[0].length;
  }
  return [...signs, ...readPattern(text.slice(readTo))];
}

/** A text that a pattern matches: something for each wildcard and variable. */
function instance(pattern: PolicyPattern, something: string, context: IamRequest["context"]): string {
  const written = (sign: PolicyPattern[number]): string => {
    switch (sign.kind) {
      case "character":
        return sign.character;
      case "one":
        return something.charAt(0) || "z";
      case "many":
        return something;
      case "variable":
        return context.get(sign.key)?.[0] ?? something;
    }
  };
  return pattern.map(written).join("");
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

interface Probe {
  readonly action: string;
  readonly at: number;
  /** Whether wildcards and variables within a value are followed, as they would be if they slipped through. */
  readonly followsValues: boolean;
  readonly something: string;
  readonly absent: readonly boolean[];
  readonly others: Values;
}

const probe: fc.Arbitrary<Probe> = fc.record({
  action: fc.constantFrom("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "iam:CreateUser"),
  at: fc.nat(),
  followsValues: fc.boolean(),
  something: fc.constantFrom("", "z", "zz", "a/b", "secret", "*"),
  absent: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  others: values,
});

/** A request that comes near to what the policy says: most are decided by what a placeholder reaches. */
function requestFor(policy: unknown, brought: Values, { at, something, absent, others, ...probed }: Probe): IamRequest {
  const known = new Map<string, readonly string[]>();
  const texts = textsIn(policy).filter((text) => text.includes("{") || text.startsWith("arn:"));
  const pick = (offset: number, isArn: boolean) => {
    const fitting = texts.filter((text) => text.startsWith("arn:") === isArn);
    const text = fitting[(at + offset) % Math.max(1, fitting.length)] ?? "a";
    const used = (at + offset) % 5 === 0 ? others : brought;
    return instance(readAuthored(text, used, probed.followsValues ? readPattern : literalPattern), something, known);
  };
  if (absent[0] !== true) known.set("aws:username", [at % 2 === 0 ? "a" : brought.x]);
  if (absent[1] !== true) known.set("aws:principaltag/team", at % 3 === 0 ? [brought.y, "b"] : ["b"]);
  if (absent[2] !== true) known.set("s3:prefix", at % 7 === 0 ? [pick(1, false), something] : [pick(1, false)]);
  if (absent[3] !== true) known.set("aws:sourcearn", [pick(2, true)]);
  return { action: probed.action, resource: pick(0, true), context: known };
}

function render(policy: ReturnType<typeof normaliseSessionPolicy>, { x, y, p }: Values): string | undefined {
  try {
    const caller = aCaller({ x, y });
    const values = { caller: { ...caller, issuerName: issuer }, parameters: new Map([["p", p]]), grant };
    return renderPolicy(policy, values, []);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

const scope = { matchers: new Map(), isRequired: () => true, parameters: new Set(["p"]) };

test("no value adds a statement, an action, a resource or a condition's value to a session policy", () => {
  const seen = { rendered: 0, allowed: 0, denied: 0, hostileRefused: 0 };
  fc.assert(
    fc.property(policies, values, fc.array(probe, { minLength: 12, maxLength: 12 }), (policy, brought, probes) => {
      const findings = new Findings();
      const template = normaliseSessionPolicy(policy, [], ["policy"], { scope, findings });
      fc.pre(findings.all.length === 0);
      const text = render(template, brought);
      if (text === undefined) {
        // Only what is not plain is refused; what is refused allows nothing.
        const isPlain = [brought.x, brought.y, brought.p].every((one) => /^[A-Za-z0-9_-]{1,10}$/.test(one));
        expect(isPlain).toBe(false);
        seen.hostileRefused += 1;
        return;
      }
      seen.rendered += 1;
      const rendered = readIamPolicy(JSON.parse(text), readPattern);
      const meant = readIamPolicy(policy, (authoredText) => readAuthored(authoredText, brought, literalPattern));
      for (const one of probes) {
        const request = requestFor(policy, brought, one);
        const allowed = isAllowed(rendered, request);
        if (allowed !== isAllowed(meant, request)) {
          throw new Error(`${JSON.stringify(request)} is ${allowed ? "allowed" : "refused"} by ${text}`);
        }
        seen[allowed ? "allowed" : "denied"] += 1;
      }
    }),
    { numRuns: 3_000 },
  );
  // Put to the test both ways, and often.
  expect(seen.rendered).toBeGreaterThan(500);
  expect(seen.hostileRefused).toBeGreaterThan(500);
  expect(seen.allowed).toBeGreaterThan(500);
  expect(seen.denied).toBeGreaterThan(500);
});

test("nothing is filled in where a condition compares no text", () => {
  fc.assert(
    fc.property(policies, fc.nat(), typedCondition, (policy, at, condition) => {
      const changed = policy.Statement.map((one, index) =>
        index === at % policy.Statement.length ? { ...one, Condition: { ...one.Condition, ...condition } } : one,
      );
      const findings = new Findings();
      const template = normaliseSessionPolicy({ ...policy, Statement: changed }, [], ["policy"], { scope, findings });
      // Refused where the map is loaded; and what is made of it all the same has nothing to fill in there.
      expect(findings.all.map(({ path }) => path)).toContainEqual(expect.arrayContaining(Object.keys(condition)));
      const [typed] = policyStatements(template)
        .flatMap((statement) => statement.conditionTexts())
        .filter(({ operator, text }) => operator in condition && typeof text === "object");
      expect(typed).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
