import { describe, expect, it } from "vitest";
import { type BrokenRow, breakMap, problemsOf } from "./break-map.ts";

const rows: readonly BrokenRow[] = [
  ["version 2", "version: 1", "version: 2", "1:10 version: 2 is not possible here; write 1"],
  ["no version", "version: 1\n", "", "1:1 version: is missing; write 1"],
  [
    "a slip in a section's name",
    "\naccounts:",
    "\nacounts:",
    '19:1 acounts: is not a known key; did you mean accounts?\n41:16 grants.nightly.assume.account: "reporting" is not an account of this map; add it to accounts, or name one that is there\n63:17 grants.fleet.assume.accounts: {"env":"prod"} selects no account; correct the labels',
  ],
  [
    "an acceptance without a reason",
    "deny:\n",
    'accept: { short-duration: " " }\ndeny:\n',
    "64:27 accept.short-duration: gives no reason; say why it is right here",
  ],
  [
    "an acceptance with nothing in it, in a grant",
    "    format: process",
    "    format: process\n    accept: { short-duration: }",
    "58:15 grants.nightly.accept.short-duration: has no value; write text, or remove the key",
  ],
  [
    "acceptances that are a list, in an issuer",
    "    clockTolerance: 30s",
    "    clockTolerance: 30s\n    accept: [no-jti]",
    "12:13 issuers.corp.accept: must be a mapping, not a list; write a mapping",
  ],
  [
    "include without a folder",
    "deny:\n",
    "include: [a.yaml]\ndeny:\n",
    "64:10 include: cannot be followed: the files beside a map are at hand only where it is read from a folder; write one file, or publish the map from its folder",
  ],
  [
    "a section that is a list",
    "issuers:\n  corp:",
    "$schema: 1\nissuers:\n  corp:",
    "2:10 $schema: must be text, not a number; put it in quotes",
  ],
  ["a section with nothing in it", "deny:\n", "deny:\n#", "64:1 deny: has no value; write a list, or remove the key"],
  [
    "an upper-case name",
    "  fleet:\n",
    "  Fleet:\n",
    '59:3 grants.Fleet: "Fleet" is not a name; use 1 to 64 lower-case letters, digits and hyphens, with no hyphen first',
  ],
  [
    "a name that begins with a hyphen",
    "  hub: {",
    "  -hub: {",
    '22:3 accounts.-hub: "-hub" is not a name; use 1 to 64 lower-case letters, digits and hyphens, with no hyphen first',
  ],
  [
    "a key that is given twice",
    "    format: process",
    "    format: process\n    format: env",
    "58:5 grants.nightly.format: is given twice; keep one of them",
  ],
  [
    "a merge key with text",
    "    format: process",
    "    format: process\n    <<: fleet",
    '58:9 grants.nightly["<<"]: merges what is no mapping; write <<: *one, or <<: [*one, *two]',
  ],
  [
    "a merge key with nothing",
    "    format: process",
    "    format: process\n    <<:",
    '58:8 grants.nightly["<<"]: merges what is no mapping; write <<: *one, or <<: [*one, *two]',
  ],
  [
    "a merge key with a list of more than mappings",
    "    format: process",
    "    format: process\n    <<: [{ default: true }, x]",
    '58:29 grants.nightly["<<"]: merges what is no mapping; write <<: *one, or <<: [*one, *two]',
  ],
  [
    "a merge key with an alias of no anchor",
    "    format: process",
    "    format: process\n    <<: *x",
    '58:9 grants.nightly["<<"]: is an alias of no anchor; define the anchor above it',
  ],
  [
    "two merge keys",
    "    format: process",
    "    format: process\n    <<: { default: true }\n    <<: { mode: shadow }",
    '59:5 grants.nightly["<<"]: is given twice; write <<: [*one, *two]',
  ],
  [
    "a merge key in quotes",
    "    format: process",
    '    format: process\n    "<<": { default: true }',
    '58:5 grants.nightly["<<"]: is a merge key only without quotes; remove the quotes, or the key',
  ],
  [
    "an unknown key by way of a merge key",
    "    format: process",
    "    format: process\n    <<: { defalt: true }",
    "58:11 grants.nightly.defalt: is not a known key; did you mean default?",
  ],
  [
    "a key that is a number",
    "    format: process",
    "    format: process\n    1: env",
    "58:5 grants.nightly.1: is a key that is not text; put the key in quotes",
  ],
  [
    "a key that is a list",
    "    format: process",
    "    format: process\n    ? [a]\n    : env",
    "58:7 grants.nightly: has a key that is not text; write the key as text",
  ],
  [
    "__proto__ as a key",
    "    format: process",
    "    format: process\n    __proto__: {}",
    "58:5 grants.nightly.__proto__: can be no key; use another name",
  ],
  ["a tag", "env: prod\n", "env: !secret prod\n", "31:14 : has a tag that a policy map does not know; remove the tag"],
  [
    "a number that is none",
    "env: prod\n",
    "env: .nan\n",
    "31:14 grants.nightly.when.claims.env: is not a number of JSON; write a finite number",
  ],
  [
    "a number that is not exact",
    "env: prod\n",
    "env: 12345678901234567890\n",
    "31:14 grants.nightly.when.claims.env: is too large to be exact; put it in quotes to compare it as text",
  ],
  [
    "a tab",
    "    format: process",
    "    format: process\n\tmode: live",
    "58:1 : is indented by a tab; indent by spaces\n58:8 : has two keys on one line; put the text in quotes, or indent the inner mapping on its own line\n58:8 : is not valid YAML here; check quotes, brackets and indentation\n60:1 : is not indented as what it belongs to; align it",
  ],
  [
    "a quote that is left open",
    "zone: Europe/Berlin",
    'zone: "Europe/Berlin',
    "37:83 : lacks a closing quote or bracket, or a comma; close it\n38:7 : is not indented as what it belongs to; align it",
  ],
];

describe("what is wrong with the map as a whole", () => {
  it.each(rows)("%s", (_what, find, put, problems) => {
    expect(problemsOf(breakMap(find, put))).toBe(problems);
  });
});
