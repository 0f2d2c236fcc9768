import fc from "fast-check";
import type { ClaimPath, ClaimValue } from "../../shared/model/claims.ts";
import type { ClaimCondition, Matcher, Scalar } from "../../shared/model/policy-document.ts";

/** Few words, some of which differ by type or begin another: so that rules and callers meet. */
const scalar = fc.constantFrom<Scalar>(
  "a",
  "a",
  "a",
  "ab",
  "a/b",
  "b",
  "1",
  "true",
  "",
  "😀",
  "\ud83d",
  1,
  0,
  -0,
  1.5,
  true,
  false,
);
const scalars = fc.array(scalar, { maxLength: 3 });
const name = fc.constantFrom("x", "x", "y", "__proto__", "constructor");
const path: fc.Arbitrary<ClaimPath> = fc.oneof(
  { weight: 2, arbitrary: name.map((one): ClaimPath => [one]) },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([outer, inner]): ClaimPath => [outer, inner]) },
);

const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc.record({ kind: fc.constant("equals" as const), value: scalar }),
  fc.record({ kind: fc.constantFrom("oneOf", "anyOf", "allOf", "noneOf"), values: scalars }),
  fc.record({ kind: fc.constant("prefix" as const), prefix: fc.constantFrom("", "a", "ab", "a/", "\ud83d", "😀") }),
  fc.record({
    kind: fc.constant("glob" as const),
    pattern: fc.constantFrom("", "*", "**", "a*", "a**", "a/*", "*b", "😀*"),
  }),
  fc.record({ kind: fc.constant("matches" as const), pattern: fc.constantFrom("", "a|b", ".*", "(?i)AB", "[^b]+") }),
  fc.constant<Matcher>({ kind: "exists" }),
);
const condition: fc.Arbitrary<ClaimCondition> = fc.record({ path, matcher });
/** The conditions of a grant, or a denial but for its reason. */
export const rule = fc.record({
  issuers: fc.subarray(["corp", "partner", "constructor"]),
  claims: fc.array(condition, { maxLength: 2 }),
});

const { value } = fc.letrec<{ value: ClaimValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    { weight: 3, arbitrary: scalar },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(name, tie("value"), { maxKeys: 3 }) },
  ),
}));
/** What a path of two names leads into, through lists on the way too. */
const inner = fc.dictionary(name, value, { minKeys: 1, maxKeys: 2 });
const outer = fc.oneof(inner, fc.array(fc.oneof(inner, fc.array(inner, { maxLength: 2 })), { maxLength: 3 }));
export const claims = fc.dictionary(name, fc.oneof({ weight: 1, arbitrary: value }, { weight: 1, arbitrary: outer }), {
  minKeys: 1,
  maxKeys: 4,
});
export const issuerName = fc.constantFrom("corp", "corp", "corp", "partner", "constructor", "__proto__", "unknown");
