import { describe, expect, it } from "vitest";
import { type BrokenRow, breakMap, problemsOf } from "./break-map.ts";

const rows: readonly BrokenRow[] = [
  [
    "an issuer that is not there",
    "- { issuer: corp,",
    "- { issuer: copr,",
    '65:15 deny[0].issuer: "copr" is not an issuer of this map; did you mean corp?',
  ],
  [
    "no claim",
    "{ sub: report-runner-old }",
    "{}",
    "65:29 deny[0].claims: asks for no claim, so that everybody would match; add a claim",
  ],
  ["no reason", ', reason: "key leaked 2026-10-01"', "", "65:5 deny[0].reason: is missing; add it: text"],
  [
    "an empty reason",
    '"key leaked 2026-10-01"',
    '""',
    "65:65 deny[0].reason: must not be empty; write at least one character",
  ],
  [
    "conditions, which a denial has not",
    "- { issuer: corp,",
    "- { network: {}, issuer: corp,",
    "65:7 deny[0].network: is not a known key; remove it; known here: issuer, claims, reason",
  ],
];

describe("what is wrong with the deny list", () => {
  it.each(rows)("%s", (_what, find, put, problems) => {
    expect(problemsOf(breakMap(find, put))).toBe(problems);
  });
});
