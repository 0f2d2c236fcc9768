import fc from "fast-check";
import { expect, test } from "vitest";
import { sessionName } from "../../shared/authorize/session-name.ts";

const legal = /^[A-Za-z0-9_+=,.@-]{2,64}$/;
const issuer = fc.constantFrom("https://one.example", "https://two.example");
const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 19, maxLength: 21 });
const original = fc.oneof(
  fc.string({ unit: "binary", maxLength: 90 }),
  fc.string({ unit: fc.constantFrom(..."aB0_+=,.@-"), maxLength: 70 }),
  fc.string({ unit: fc.constantFrom("a", "-", ":", "/", " ", "é"), maxLength: 4 }),
  fc.tuple(fc.constantFrom("x", "a:b", ""), hex).map(([start, end]) => `${start}-${end}`),
);

test("every text becomes a name that STS takes, the same one each time", () => {
  fc.assert(
    fc.property(original, issuer, (text, by) => {
      const name = sessionName(text, by);
      expect(name).toMatch(legal);
      expect(sessionName(text, by)).toBe(name);
    }),
    { numRuns: 2_000 },
  );
});

test("two texts never share a name, the name made of one of them included", () => {
  fc.assert(
    fc.property(original, original, issuer, issuer, (one, other, by, byOther) => {
      fc.pre(one !== other);
      const name = sessionName(one, by);
      expect(sessionName(other, byOther)).not.toBe(name);
      if (name !== one) {
        expect(sessionName(name, byOther)).not.toBe(name);
      }
    }),
    { numRuns: 2_000 },
  );
});
