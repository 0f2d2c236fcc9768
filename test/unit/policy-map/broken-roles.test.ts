import { describe, expect, it } from "vitest";
import { type BrokenRow, breakMap, problemsOf } from "./break-map.ts";

const rows: readonly BrokenRow[] = [
  [
    "a role that is no ARN",
    "arn:aws:iam::111122223333:role/team/report-reader",
    "arn:aws:iam::1111:role/x",
    '40:13 grants.nightly.assume.role: "arn:aws:iam::1111:role/x" is not the ARN of a role in the partitions aws, aws-cn or aws-us-gov; write arn:aws:iam::111122223333:role/NAME',
  ],
  [
    "a user",
    "arn:aws:iam::111122223333:role/team/report-reader",
    "arn:aws:iam::111122223333:user/x",
    '40:13 grants.nightly.assume.role: "arn:aws:iam::111122223333:user/x" is not the ARN of a role in the partitions aws, aws-cn or aws-us-gov; write arn:aws:iam::111122223333:role/NAME',
  ],
  [
    "a partition that is not supported",
    "arn:aws:iam::111122223333:role/team",
    "arn:aws-iso:iam::111122223333:role/team",
    '40:13 grants.nightly.assume.role: "arn:aws-iso:iam::111122223333:role/team/report-reader" is not the ARN of a role in the partitions aws, aws-cn or aws-us-gov; write arn:aws:iam::111122223333:role/NAME',
  ],
  [
    "a role with a wildcard",
    "role/team/report-reader",
    "role/team/*",
    '40:13 grants.nightly.assume.role: "team/*" is not the name of a role; write 1 to 64 letters, digits or characters of _+=,.@- and, if the role has a path, that before it',
  ],
  [
    "a role name with a space",
    "role: fleet-reader",
    "role: fleet reader",
    '62:13 grants.fleet.assume.role: "fleet reader" is not the name of a role; write 1 to 64 letters, digits or characters of _+=,.@- and, if the role has a path, that before it',
  ],
  [
    "an account that is not there",
    "account: reporting",
    "account: reprting",
    '41:16 grants.nightly.assume.account: "reprting" is not an account of this map; did you mean reporting?',
  ],
  [
    "an account that the ARN is not of",
    "account: reporting",
    "account: archive",
    "40:13 grants.nightly.assume.role: is in account 111122223333, and archive is 444455556666; name the account that the role is in",
  ],
  [
    "an account that the ARN is not of, in a role's partition",
    "arn:aws:iam::111122223333:role/team/report-reader\n      account: reporting",
    "arn:aws:iam::777766665555:role/x\n      account: china",
    "40:13 grants.nightly.assume.role: is in partition aws, and the region of china in aws-cn; write arn:aws-cn:..., or correct the region",
  ],
  [
    "an ARN in an account with an external ID that is not asked for",
    "      account: reporting\n",
    "",
    "40:13 grants.nightly.assume.role: is in an account that has an external ID, and does not say whether to send it; add account: reporting",
  ],
  [
    "accounts beside an ARN",
    "      account: reporting\n",
    "      account: reporting\n      accounts: [reporting]\n",
    "42:7 grants.nightly.assume.accounts: cannot stand beside an ARN, which names its one account; write the role's name without the ARN, or account instead",
  ],
  [
    "accounts beside account",
    "      accounts: { env: prod }",
    "      accounts: { env: prod }\n      account: archive",
    "63:7 grants.fleet.assume.accounts: cannot stand beside account; keep one of the two",
  ],
  [
    "a role name without an account",
    "\n      accounts: { env: prod }",
    "",
    "62:13 grants.fleet.assume.role: is a name without an account; add account or accounts, or write the role's ARN",
  ],
  [
    "labels that select nothing",
    "accounts: { env: prod }",
    "accounts: { env: prod, tier: tin }",
    '63:17 grants.fleet.assume.accounts: {"env":"prod","tier":"tin"} selects no account; correct the labels',
  ],
  [
    "no label",
    "accounts: { env: prod }",
    "accounts: {}",
    "63:17 grants.fleet.assume.accounts: asks for no label, so that every account would be meant; add a label",
  ],
  [
    "accounts that are text",
    "accounts: { env: prod }",
    "accounts: prod",
    "63:17 grants.fleet.assume.accounts: must be a list of account names or a mapping of labels; write [reporting, archive] or { env: prod }",
  ],
  [
    "an account twice",
    "accounts: { env: prod }",
    "accounts: [archive, archive]",
    '63:27 grants.fleet.assume.accounts[1]: "archive" is given twice; keep one of them',
  ],
  [
    "an account of the list that is not there",
    "accounts: { env: prod }",
    "accounts: [archive, nowhere]",
    '63:27 grants.fleet.assume.accounts[1]: "nowhere" is not an account of this map; add it to accounts, or name one that is there',
  ],
  [
    "accounts of two partitions",
    "accounts: { env: prod }",
    "accounts: [archive, china]",
    "63:17 grants.fleet.assume.accounts: are in several partitions; make a grant for each partition",
  ],
  [
    "a way that is no ARN",
    "via: [arn:aws:iam::999988887777:role/hub]",
    "via: [hub]",
    '42:13 grants.nightly.assume.via[0]: "hub" is not the ARN of a role in the partitions aws, aws-cn or aws-us-gov; write arn:aws:iam::111122223333:role/NAME',
  ],
  [
    "a way through another partition",
    "via: [arn:aws:iam",
    "via: [arn:aws-cn:iam",
    "42:13 grants.nightly.assume.via[0]: is in partition aws-cn, and the grant's role in aws; go through a role of the same partition",
  ],
  [
    "a way through an account that the map has twice",
    '  china: { id: "777766665555"',
    '  china: { id: "999988887777"',
    "42:13 grants.nightly.assume.via[0]: is in account 999988887777, which the map has 2 times with an external ID; keep one account entry of that id",
  ],
  [
    "two hours through a chain",
    "duration: 1h",
    "duration: 2h",
    "43:17 grants.nightly.assume.duration: 2h is over the one-hour limit of a role chain; use at most 1h",
  ],
  [
    "a second over the hour of a chain",
    "duration: 1h",
    "duration: 3601",
    "43:17 grants.nightly.assume.duration: 3601 is over the one-hour limit of a role chain; use at most 1h",
  ],
  [
    "13 hours",
    "accounts: { env: prod }",
    "accounts: { env: prod }\n      duration: 12h1s",
    "64:17 grants.fleet.assume.duration: 12h1s is over the limit of 12 hours; use at most 12h",
  ],
  [
    "14 minutes",
    "accounts: { env: prod }",
    "accounts: { env: prod }\n      duration: 899",
    "64:17 grants.fleet.assume.duration: 899 is under the limit of 15 minutes; use at least 15m",
  ],
  [
    "29 minutes, without allowShort",
    "accounts: { env: prod }",
    "accounts: { env: prod }\n      duration: 29m59s",
    "64:17 grants.fleet.assume.duration: 29m59s is under 30 minutes, which SDKs would refresh all the time; use at least 30m, or say allowShort: true in the grant",
  ],
  [
    "a cap that is none",
    "      duration: 1h",
    "      capAt: tokens",
    '43:14 grants.nightly.assume.capAt: "tokens" is not possible here; did you mean token?',
  ],
  [
    "an unknown format",
    "format: process",
    "format: proces",
    '57:13 grants.nightly.format: "proces" is not possible here; did you mean process?',
  ],
  [
    "an unknown mode",
    "format: process",
    "mode: dry",
    '57:11 grants.nightly.mode: "dry" is not possible here; use one of live, shadow',
  ],
  [
    "a parameter whose name is none",
    "dataset: {",
    '"data set": {',
    '55:64 grants.nightly.assume.policy.Statement[0].Resource[1]: uses the parameter dataset, which the grant does not declare; add it to parameters\n58:19 grants.nightly.parameters["data set"]: "data set" is not the name of a parameter; use 1 to 64 letters, digits, _ and -, a letter first',
  ],
  [
    "a parameter whose pattern does not compile",
    'pattern: "[a-z0-9-]{1,40}"',
    'pattern: "[a-z"',
    '58:39 grants.nightly.parameters.dataset.pattern: "[a-z" is not a regular expression of RE2 syntax; balance its brackets, close \\Q by \\E; look-around and back-references do not exist there',
  ],
  [
    "a parameter without a pattern",
    'pattern: "[a-z0-9-]{1,40}"',
    "description: x",
    "58:28 grants.nightly.parameters.dataset.pattern: is missing; add it: text",
  ],
];

describe("what is wrong with roles, durations and parameters", () => {
  it.each(rows)("%s", (_what, find, put, problems) => {
    expect(problemsOf(breakMap(find, put))).toBe(problems);
  });

  it("one-time grants of an issuer whose tokens may have no id", () => {
    const oneTime = breakMap("    when: { issuer: [corp, lab]", "    oneTime: true\n    when: { issuer: [corp, lab]");
    expect(problemsOf(oneTime)).toBe("");
    expect(problemsOf(oneTime.replaceAll(/requiredClaims: \[.*?\]/g, "requiredClaims: [sub]"))).toBe(
      ["corp", "lab"]
        .map(
          (name) =>
            `60:14 grants.fleet.oneTime: cannot be kept: the issuer ${name} lets tokens without an id in; add jti to issuers.${name}.requiredClaims`,
        )
        .join("\n"),
    );
  });
});
