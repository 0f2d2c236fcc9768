import { describe, expect, it } from "vitest";
import { type BrokenRow, breakMap, problemsOf } from "./break-map.ts";

const rows: readonly BrokenRow[] = [
  [
    "an issuer that is not there",
    "issuer: corp\n",
    "issuer: crop\n",
    '28:15 grants.nightly.when.issuer: "crop" is not an issuer of this map; did you mean corp?',
  ],
  [
    "an issuer far from any",
    "issuer: corp\n",
    "issuer: elsewhere\n",
    '28:15 grants.nightly.when.issuer: "elsewhere" is not an issuer of this map; add it to issuers, or name one that is there',
  ],
  [
    "an issuer twice",
    "[corp, lab]",
    "[corp, corp]",
    '60:28 grants.fleet.when.issuer[1]: "corp" is given twice; keep one of them',
  ],
  ["no issuer", "issuer: [corp, lab], ", "", "60:11 grants.fleet.when.issuer: is missing; add it"],
  [
    "no claim",
    'claims: { sub: { prefix: "fleet-" } }',
    "claims: {}",
    "60:42 grants.fleet.when.claims: asks for no claim, so that everybody would match; add a claim",
  ],
  [
    "no claims",
    ', claims: { sub: { prefix: "fleet-" } }',
    "",
    "60:11 grants.fleet.when.claims: is missing; add it: a mapping",
  ],
  [
    "an unknown matcher",
    'prefix: "fleet-"',
    'prefixes: "fleet-"',
    "60:51 grants.fleet.when.claims.sub.prefixes: is not a known key; did you mean prefix?",
  ],
  [
    "two matchers",
    'prefix: "fleet-"',
    'prefix: "fleet-", exists: true',
    "60:49 grants.fleet.when.claims.sub: must be exactly one matcher; keep one of oneOf, anyOf, allOf, noneOf, prefix, glob, matches, exists",
  ],
  [
    "no matcher",
    'sub: { prefix: "fleet-" }',
    "sub: {}",
    "60:49 grants.fleet.when.claims.sub: must be exactly one matcher; keep one of oneOf, anyOf, allOf, noneOf, prefix, glob, matches, exists",
  ],
  [
    "an empty prefix",
    'prefix: "fleet-"',
    'prefix: ""',
    "60:59 grants.fleet.when.claims.sub.prefix: must not be empty; write at least one character",
  ],
  [
    "an empty glob",
    'glob: "a/*"',
    'glob: ""',
    "33:23 grants.nightly.when.claims.path.glob: must not be empty; write at least one character",
  ],
  [
    "an empty oneOf",
    "oneOf: [1, 2]",
    "oneOf: []",
    "34:25 grants.nightly.when.claims.level.oneOf: must not be empty; add at least one entry",
  ],
  [
    "oneOf that is no list",
    "oneOf: [1, 2]",
    "oneOf: 1",
    "34:25 grants.nightly.when.claims.level.oneOf: must be a list, not a number; write a list",
  ],
  [
    "a list in oneOf",
    "oneOf: [1, 2]",
    "oneOf: [1, [2]]",
    "34:29 grants.nightly.when.claims.level.oneOf[1]: must be text, a number or true/false; lists and mappings are not compared",
  ],
  [
    "exists: false",
    "exists: true",
    "exists: false",
    '35:31 grants.nightly.when.claims["realm.name"].exists: can only be true; to ask that a claim is absent is not possible',
  ],
  [
    "a claim that is a list",
    "env: prod\n",
    "env: [prod]\n",
    "31:14 grants.nightly.when.claims.env: must be a value or a matcher; write env: prod, or env: { oneOf: [prod, test] }",
  ],
  [
    "a claim without a value",
    "env: prod\n",
    "env:\n",
    "31:9 grants.nightly.when.claims.env: must be a value or a matcher; write env: prod, or env: { oneOf: [prod, test] }",
  ],
  [
    "a pattern that is sound only in a group",
    'matches: "[a-z]{2,30}"',
    'matches: "x)|(y"',
    '32:26 grants.nightly.when.claims.team.matches: "x)|(y" is not a regular expression of RE2 syntax; balance its brackets, close \\Q by \\E; look-around and back-references do not exist there',
  ],
  [
    "a pattern with look-ahead",
    'matches: "[a-z]{2,30}"',
    'matches: "(?=a)a"',
    '32:26 grants.nightly.when.claims.team.matches: "(?=a)a" is not a regular expression of RE2 syntax; balance its brackets, close \\Q by \\E; look-around and back-references do not exist there',
  ],
  [
    "a pattern that quotes what comes after it",
    'matches: "[a-z]{2,30}"',
    'matches: "\\\\Qx"',
    '32:26 grants.nightly.when.claims.team.matches: "\\\\Qx" is not a regular expression of RE2 syntax; balance its brackets, close \\Q by \\E; look-around and back-references do not exist there',
  ],
  [
    "a claim path with an empty step",
    "realm.name:",
    "realm..name:",
    '35:9 grants.nightly.when.claims["realm..name"]: "realm..name" has an empty step; write claim names with one dot between them',
  ],
  [
    "a claim path with a lone backslash",
    "realm.name:",
    "realm\\name:",
    '35:9 grants.nightly.when.claims["realm\\\\name"]: "realm\\\\name" has a backslash before no dot; write \\. for a dot, \\\\ for a backslash',
  ],
  [
    "a claim path through __proto__",
    "realm.name:",
    "realm.__proto__:",
    '35:9 grants.nightly.when.claims["realm.__proto__"]: "realm.__proto__" names __proto__, which can be no claim; use another claim',
  ],
  [
    "no network",
    "network: { cidr: [10.20.0.0/16], vpce: [vpce-0123456789abcdef0] }",
    "network: {}",
    "36:16 grants.nightly.when.network: asks for nothing; add cidr or vpce",
  ],
  [
    "a range with bits beyond its prefix",
    "10.20.0.0/16",
    "10.20.1.0/16",
    '36:25 grants.nightly.when.network.cidr[0]: "10.20.1.0/16" has bits beyond its prefix, so that it says two things; write 10.20.0.0/16',
  ],
  [
    "a range of 33 bits",
    "10.20.0.0/16",
    "10.20.0.0/33",
    '36:25 grants.nightly.when.network.cidr[0]: "10.20.0.0/33" is not a range of addresses; write one such as 10.20.0.0/16 or 2001:db8::/32',
  ],
  [
    "a range of no address",
    "10.20.0.0/16",
    "10.20/16",
    '36:25 grants.nightly.when.network.cidr[0]: "10.20/16" is not a range of addresses; write one such as 10.20.0.0/16 or 2001:db8::/32',
  ],
  [
    "a VPC endpoint that is none",
    "vpce-0123456789abcdef0",
    "vpc-0123456789abcdef0",
    '36:47 grants.nightly.when.network.vpce[0]: "vpc-0123456789abcdef0" is not the id of a VPC endpoint; write vpce-0123456789abcdef0',
  ],
  [
    "a day that is none",
    "[mon, tue]",
    "[mon, tues]",
    '37:27 grants.nightly.when.time.days[1]: "tues" is not possible here; did you mean tue?',
  ],
  [
    "a day twice",
    "[mon, tue]",
    "[mon, mon]",
    '37:27 grants.nightly.when.time.days[1]: "mon" is given twice; keep one of them',
  ],
  [
    "a time that is none",
    'from: "22:00"',
    'from: "25:00"',
    '37:39 grants.nightly.when.time.from: "25:00" is not a time of day; write "HH:MM", "00:00" to "24:00"',
  ],
  [
    "a minute after the day's end",
    'to: "06:00"',
    'to: "24:01"',
    '37:52 grants.nightly.when.time.to: "24:01" is not a time of day; write "HH:MM", "00:00" to "24:00"',
  ],
  [
    "a start at the day's end",
    'from: "22:00"',
    'from: "24:00"',
    "37:39 grants.nightly.when.time.from: 24:00 is the end of a day, not its start; write 00:00",
  ],
  [
    "a start that is the end",
    'from: "22:00"',
    'from: "06:00"',
    "37:52 grants.nightly.when.time.to: is the same as from; write 00:00 and 24:00 for the whole day",
  ],
  ["no zone", ", zone: Europe/Berlin", "", "37:13 grants.nightly.when.time.zone: is missing; add it: text"],
  [
    "a zone that is none",
    "Europe/Berlin",
    "Europe/Bonn",
    '37:67 grants.nightly.when.time.zone: "Europe/Bonn" is not a time zone; write an IANA name such as Europe/Berlin or UTC',
  ],
  [
    "an offset for a zone",
    "Europe/Berlin",
    '"+01:00"',
    '37:67 grants.nightly.when.time.zone: "+01:00" is not a time zone; write an IANA name such as Europe/Berlin or UTC',
  ],
  [
    "a proof of an unknown method",
    "mfa: { amr: [mfa], acr: gold, maxAge: 15m }",
    "senderConstrained: bearer",
    '38:26 grants.nightly.when.senderConstrained: "bearer" is not possible here; use one of true, dpop, mtls, false',
  ],
  [
    "a proof with a nonce, which is the issuer's to demand",
    "mfa: { amr: [mfa], acr: gold, maxAge: 15m }",
    "senderConstrained: { nonce: true }",
    '38:26 grants.nightly.when.senderConstrained: {"nonce":true} is not possible here; use one of true, dpop, mtls, false',
  ],
  [
    "an empty mfa",
    "mfa: { amr: [mfa], acr: gold, maxAge: 15m }",
    "mfa: {}",
    "38:12 grants.nightly.when.mfa: asks for nothing; add amr, acr or maxAge",
  ],
  [
    "an mfa of no age",
    "maxAge: 15m",
    "maxAge: 0s",
    "38:45 grants.nightly.when.mfa.maxAge: 0s refuses everybody; use at least 1s",
  ],
  [
    "an mfa of a wrong age",
    "maxAge: 15m",
    "maxAge: 15 m",
    '38:45 grants.nightly.when.mfa.maxAge: "15 m" is not a duration; write hours, minutes and seconds such as 1h, 30m, 45s or 1h30m, or a whole number of seconds without quotes',
  ],
];

describe("what is wrong with conditions", () => {
  it.each(rows)("%s", (_what, find, put, problems) => {
    expect(problemsOf(breakMap(find, put))).toBe(problems);
  });
});
