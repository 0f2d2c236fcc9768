import fc from "fast-check";

/** A token to be made: what is written into it, whose key signs it, and what becomes of its text afterwards. */
export interface TokenPlan {
  readonly header: string;
  readonly claims: string;
  /** `corp` is trusted; a stranger has a key of the same kind and name. */
  readonly signer: "corp" | "stranger";
  readonly change: TextChange;
}

export type TextChange =
  | { readonly kind: "none" }
  | { readonly kind: "replace" | "insert"; readonly at: number; readonly text: string }
  | { readonly kind: "remove"; readonly at: number; readonly length: number }
  /** A part of another good token in the place of this one's. */
  | { readonly kind: "splice"; readonly part: 0 | 1 | 2 }
  | { readonly kind: "whole"; readonly text: string };

/** What the issuer's tokens have; seconds since the epoch. */
export interface TokenFacts {
  readonly issuer: string;
  readonly audience: string;
  readonly nowSeconds: number;
}

const headerNames = ["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "enc", "zip", "cty", "__proto__"];
const claimNames = [
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "cnf",
  "groups",
  "team",
  "__proto__",
  "constructor",
];

export function goodHeader(): Readonly<Record<string, unknown>> {
  return { alg: "ES256", kid: "key-1", typ: "at+jwt" };
}

export function goodClaims({ issuer, audience, nowSeconds }: TokenFacts): Readonly<Record<string, unknown>> {
  const times = { iat: nowSeconds, exp: nowSeconds + 600 };
  return { iss: issuer, sub: "report-runner", aud: audience, ...times, jti: "id-1", groups: ["etl"], team: "etl-core" };
}

/** Everything from a good token over one with a wrong value to rubbish, each often enough to be seen in two thousand. */
export function arbitraryTokens(facts: TokenFacts): fc.Arbitrary<TokenPlan> {
  const value = arbitraryValue(facts);
  return fc.record({
    header: fc.oneof(
      { weight: 4, arbitrary: changedJson(goodHeader(), headerNames, value) },
      { weight: 1, arbitrary: brokenJson(goodHeader()) },
    ),
    claims: fc.oneof(
      { weight: 6, arbitrary: changedJson(goodClaims(facts), claimNames, value) },
      { weight: 1, arbitrary: brokenJson(goodClaims(facts)) },
    ),
    signer: fc.oneof(
      { weight: 4, arbitrary: fc.constant("corp" as const) },
      { weight: 1, arbitrary: fc.constant("stranger" as const) },
    ),
    change: fc.oneof({ weight: 4, arbitrary: fc.constant({ kind: "none" as const }) }, ...textChanges()),
  });
}

/** The good values among them: a wrong one in a wrong place is what a plan is looking for. */
function arbitraryValue({ issuer, audience, nowSeconds }: TokenFacts): fc.Arbitrary<unknown> {
  const known = [
    "ES256",
    "none",
    "HS256",
    "key-1",
    "at+jwt",
    "JWT",
    issuer,
    `${issuer}/`,
    audience,
    "etl",
    "",
    null,
    {},
    [],
  ];
  return fc.oneof(
    fc.constantFrom<unknown>(
      ...known,
      [audience],
      ["etl"],
      nowSeconds,
      nowSeconds + 60,
      nowSeconds * 1_000,
      -1,
      1e308,
      0.5,
    ),
    fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }),
  );
}

/** A good object, some members of which are left out, replaced or new. */
function changedJson(
  good: Readonly<Record<string, unknown>>,
  names: readonly string[],
  value: fc.Arbitrary<unknown>,
): fc.Arbitrary<string> {
  const name = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 10 }) },
  );
  const changes = fc.array(fc.tuple(name, fc.option(value, { nil: undefined, freq: 4 })), { maxLength: 3 });
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(JSON.stringify(good)) },
    {
      weight: 4,
      // Put together as text, so that a name may come twice and `__proto__` is a name like others.
      arbitrary: fc.tuple(changes, fc.boolean()).map(([list, keepsOriginals]) => {
        const changed = new Set(keepsOriginals && list.length === 1 ? [] : list.map(([changedName]) => changedName));
        const kept = Object.entries(good).filter(([goodName]) => !changed.has(goodName));
        const members = [...kept, ...list].filter(([, member]) => member !== undefined);
        return `{${members.map(([member, is]) => `${JSON.stringify(member)}:${JSON.stringify(is)}`).join()}}`;
      }),
    },
  );
}

/** The text of a good object, cut, doubled or with something in it that JSON has no place for. */
function brokenJson(good: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  const text = JSON.stringify(good);
  const filler = fc.oneof(
    fc.constantFrom(",", "{", "}", "[", '"', "\\", "\u0000", "1e999", "NaN", "/**/", "\ufeff", "\\ud800", '"iss":1,'),
    fc.string({ unit: "binary", maxLength: 5 }),
  );
  return fc.oneof(
    fc.tuple(fc.nat(text.length), filler).map(([at, inserted]) => text.slice(0, at) + inserted + text.slice(at)),
    fc.nat(text.length).map((at) => text.slice(0, at)),
    fc.constantFrom(`[${text}]`, text + text, JSON.stringify(text), "", "null", "{}", "[]", "[".repeat(2_000)),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
}

function textChanges(): fc.WeightedArbitrary<TextChange>[] {
  const character = fc.oneof(
    fc.constantFrom(".", "=", "-", "_", "A", " ", "\n", ",", "+", "/", "%", "\u0000", "é"),
    fc.string({ minLength: 1, maxLength: 3 }),
  );
  const at = fc.nat(700);
  return [
    fc.record({ kind: fc.constantFrom("replace" as const, "insert" as const), at, text: character }),
    fc.record({ kind: fc.constant("remove" as const), at, length: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ kind: fc.constant("splice" as const), part: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
    fc.record({
      kind: fc.constant("whole" as const),
      text: fc.oneof(
        fc.string({ unit: "binary", maxLength: 40 }),
        fc.array(fc.base64String({ maxLength: 40 }), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(".")),
      ),
    }),
  ].map((arbitrary) => ({ weight: 1, arbitrary }));
}

/** @param other a good token that parts are taken from */
export function changeText(token: string, other: string, change: TextChange): string {
  switch (change.kind) {
    case "none":
      return token;
    case "replace":
    case "insert": {
      const at = change.at % token.length;
      return token.slice(0, at) + change.text + token.slice(change.kind === "replace" ? at + 1 : at);
    }
    case "remove": {
      const at = change.at % token.length;
      return token.slice(0, at) + token.slice(at + change.length);
    }
    case "splice": {
      const parts = token.split(".");
      return parts.with(change.part, other.split(".")[change.part] ?? "").join(".");
    }
    case "whole":
      return change.text;
  }
}
