import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ResolvedAssumption, ResolvedInput } from "../../../shared/model/assumption.ts";
import { formats } from "../../../shared/model/format.ts";
import { sessionDigest } from "../../../shared/vend/session-digest.ts";
import { anAssumption, anInput } from "./assumptions.ts";

/** Few and alike, so that two inputs are often equal, and differ by as little as can be where they are not. */
const text = fc.oneof(
  fc.constantFrom("", "a", "b", "a,b", '"', "\\", "null", "undefined", "[]"),
  fc.string({ unit: "binary" }),
);
const optional = fc.option(text, { nil: undefined });
const texts = fc.array(text, { maxLength: 2 });
/** `isDeepStrictEqual` tells prototypes apart, which are no part of what STS is asked. */
const plain = { noNullPrototype: true } as const;
const tag = fc.record({ key: text, value: text }, plain);
const input: fc.Arbitrary<ResolvedInput> = fc.record(
  {
    roleArn: text,
    sessionName: text,
    durationSeconds: fc.constantFrom(900, 3_600),
    externalId: optional,
    policy: optional,
    policyArns: texts,
    tags: fc.array(tag, { maxLength: 2 }),
    transitiveTagKeys: texts,
    sourceIdentity: optional,
  },
  plain,
);
type Asked = Pick<ResolvedAssumption, "hops" | "region">;
const asked: fc.Arbitrary<Asked> = fc.record(
  {
    hops: fc.tuple(input, fc.array(input, { maxLength: 2 })).map(([first, others]) => [first, ...others] as const),
    region: optional,
  },
  plain,
);

test("two assumptions share a digest exactly where STS is asked the same", () => {
  const pair = fc.oneof(
    fc.tuple(asked, asked),
    asked.map((one) => [one, structuredClone(one)] as const),
  );
  fc.assert(
    fc.property(pair, ([one, other]) => {
      const areOne = sessionDigest(anAssumption(one)) === sessionDigest(anAssumption(other));
      expect(areOne).toBe(isDeepStrictEqual(one, other));
    }),
    { numRuns: 1_000 },
  );
});

test("one member of one hop is enough to tell two assumptions apart", () => {
  const members = Object.keys(anInput()) as (keyof ResolvedInput)[];
  fc.assert(
    fc.property(asked, fc.nat(), fc.constantFrom(...members), input, (one, at, member, donor) => {
      const position = at % one.hops.length;
      const hops = one.hops.map((hop, index) => (index === position ? { ...hop, [member]: donor[member] } : hop));
      const [first, ...others] = hops;
      const other = { ...one, hops: [first ?? donor, ...others] as const };
      const areOne = sessionDigest(anAssumption(one)) === sessionDigest(anAssumption(other));
      expect(areOne).toBe(isDeepStrictEqual(one.hops[position]?.[member], donor[member]));
    }),
    { numRuns: 1_000 },
  );
});

test("a member that is absent is one that is undefined", () => {
  fc.assert(
    fc.property(input, (hop) => {
      const other = Object.fromEntries(Object.entries(hop).filter(([, value]) => value !== undefined));
      expect(sessionDigest(anAssumption({ hops: [other as unknown as ResolvedInput] }))).toBe(
        sessionDigest(anAssumption({ hops: [hop] })),
      );
    }),
  );
});

test("how the answer looks does not matter, nor under which name it was granted", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...formats),
      fc.boolean(),
      text,
      optional,
      (format, answersAccountId, grant, account) => {
        const other = anAssumption({ format, answersAccountId, grant, account });
        expect(sessionDigest(other)).toBe(sessionDigest(anAssumption()));
      },
    ),
  );
});

test("calls of a chain are told apart by their order", () => {
  const [hub, target] = [anInput({ roleArn: "hub" }), anInput({ roleArn: "target" })];
  expect(sessionDigest(anAssumption({ hops: [hub, target] }))).not.toBe(
    sessionDigest(anAssumption({ hops: [target, hub] })),
  );
});

test("a digest is SHA-256 in lower-case hex", () => {
  expect(sessionDigest(anAssumption())).toMatch(/^[0-9a-f]{64}$/);
});
