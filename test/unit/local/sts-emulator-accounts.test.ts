import { describe, expect, it } from "vitest";
import { addRole } from "../../../local/sts-emulator/add-role.ts";
import { AccountsError, parseAccounts } from "../../../local/sts-emulator/parse-accounts.ts";
import { startStsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import { accountsYaml, assume, home, operator, outcomeOf, vendingRole } from "./sts-emulator-fixture.ts";

const baseline = `partition: aws
accounts:
  "111122223333":
    users:
      anna:
        accessKeys:
          - { id: AKIAANNA000000000001, secret: very-secret-value }
    roles:
      job:
        maxSessionDuration: 1h
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: { AWS: "arn:aws:iam::111122223333:user/anna" }
              Action: sts:AssumeRole
              Condition: { StringEquals: { "sts:ExternalId": x1 } }
`;

function problemOf(text: string): string {
  try {
    parseAccounts(text, "accounts.yaml");
    return "none";
  } catch (error) {
    if (!(error instanceof AccountsError)) throw error;
    expect(error.message).not.toContain("very-secret");
    return error.problems.join("\n");
  }
}

describe("an accounts file", () => {
  it("is read, YAML or JSON, with what it leaves out filled in", () => {
    const { roles, users, accessKeys } = parseAccounts(baseline, "accounts.yaml");
    const role = roles.get("arn:aws:iam::111122223333:role/job");
    expect(role).toMatchObject({ name: "job", maxSessionSeconds: 3600, permissions: undefined });
    expect(role?.id).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect([...users.keys()]).toEqual(["arn:aws:iam::111122223333:user/anna"]);
    expect(accessKeys.get("AKIAANNA000000000001")?.user.name).toBe("anna");
    expect(parseAccounts('{"accounts":{"111122223333":{}}}', "a.json").accounts.size).toBe(1);
    expect(problemOf(baseline)).toBe("none");
  });

  it("gives the same ids at every start", () => {
    const id = () => parseAccounts(accountsYaml, "a").roles.get(vendingRole)?.id;
    expect(id()).toBe(id());
  });

  const rows: [name: string, from: string | RegExp, to: string, problem: string][] = [
    [
      "an unknown key",
      "maxSessionDuration:",
      "maxDuration:",
      "accounts.yaml:10:9 accounts.111122223333.roles.job.maxDuration: is not a key that belongs here; remove it",
    ],
    [
      "an unknown key at the top",
      "partition: aws",
      "partitions: aws",
      "accounts.yaml:1:1 partitions: is not a key that belongs here; remove it",
    ],
    [
      "an account id that is short",
      '"111122223333":',
      '"11112222333":',
      "accounts.yaml:3:3 accounts.11112222333: must be an account id of 12 digits; quote it, for a leading 0 gets lost",
    ],
    [
      "a duration under an hour",
      "1h",
      "59m",
      "accounts.yaml:10:9 accounts.111122223333.roles.job.maxSessionDuration: must be 1h to 12h, as IAM has it",
    ],
    ["a duration over twelve", "1h", "43201", "must be 1h to 12h, as IAM has it"],
    ["a duration in no unit", "1h", "1 hour", "must be seconds, or like 1h, 90m, 5400s"],
    [
      "an unknown operator",
      "StringEquals",
      "StringEqual",
      "accounts.yaml:17:28 accounts.111122223333.roles.job.trustPolicy.Statement.0.Condition.StringEqual: StringEqual is no condition operator",
    ],
    ["Null with IfExists", "StringEquals", "NullIfExists", "NullIfExists is no condition operator"],
    ["an unknown qualifier", "StringEquals", '"ForSomeValues:StringEquals"', "is no condition operator"],
    [
      "a key of STS that does not exist",
      "sts:ExternalId",
      "sts:ExternalID2",
      "accounts.yaml:17:15 accounts.111122223333.roles.job.trustPolicy.Statement.0.Condition: sts:externalid2 is no condition key that the emulator knows",
    ],
    [
      "a key of AWS that is not emulated",
      "sts:ExternalId",
      "aws:PrincipalServiceName",
      "is no condition key that the emulator knows",
    ],
    [
      "a principal that does not exist",
      "user/anna",
      "user/bert",
      "accounts.yaml:15:28 accounts.111122223333.roles.job.trustPolicy.Statement.0.Principal.AWS: Invalid principal in policy; add",
    ],
    [
      "a principal of the wrong kind",
      "user/anna",
      "role/anna",
      "Invalid principal in policy; add arn:aws:iam::111122223333:role/anna to the file",
    ],
    ["a principal with a wildcard", "user/anna", "user/*", "Invalid principal in policy; name an account"],
    ["a principal of another sort", "{ AWS:", "{ CanonicalUser:", "Principal"],
    [
      "a principal that is a number",
      /Principal: .*/,
      "Principal: 5",
      'Principal: must be "*" or an object of AWS, Federated and Service',
    ],
    [
      "a principal of a number",
      /Principal: .*/,
      "Principal: { AWS: 5 }",
      "Principal.AWS: Invalid principal in policy; name an account",
    ],
    ["an empty list of principals", /Principal: .*/, "Principal: { AWS: [] }", "Principal.AWS"],
    ["another effect", "Effect: Allow", "Effect: allow", "must be Allow or Deny"],
    [
      "an action without a service",
      "sts:AssumeRole",
      "AssumeRole",
      "Actions/Conditions must be prefaced with a vendor",
    ],
    [
      "a resource in a trust policy",
      "Action: sts:AssumeRole",
      'Action: sts:AssumeRole\n              Resource: "*"',
      "a trust policy has no Resource",
    ],
    [
      "a Sid of more than letters and digits",
      "- Effect: Allow",
      "- Sid: a b\n              Effect: Allow",
      "Statement IDs (SID)",
    ],
    [
      "a date that is none",
      '{ StringEquals: { "sts:ExternalId": x1 } }',
      "{ DateLessThan: { aws:CurrentTime: soon } }",
      '"soon" is not a date of ISO 8601 or seconds since 1970, which DateLessThan compares',
    ],
    ["no principal", /Principal: .*/, "Sid: x", "a trust policy's statement names a Principal"],
    ["another version", "2012-10-17", "2012-10-18", 'must be "2012-10-17"'],
    ["no trust policy", /trustPolicy:[\s\S]*/, "path: /x/\n", "accounts.111122223333.roles.job.trustPolicy"],
    ["no statements", /Statement:[\s\S]*/, "Statement: []\n", "must not be empty"],
    ["a path that does not end", "maxSessionDuration: 1h", "path: /x", "must begin and end with /"],
    ["a tag that is no string", "maxSessionDuration: 1h", "tags: { cost: 42 }", "must be a string; quote it"],
    ["tags that differ by case only", "maxSessionDuration: 1h", "tags: { Cost: a, cost: b }", "is there twice"],
    [
      "an access key of another form",
      "AKIAANNA000000000001",
      "anna",
      "must be AKIA and 12 or more capitals and digits",
    ],
    ["a secret that is a number", "very-secret-value", "12345", "must be a string; quote it"],
    [
      "a service that is not there",
      "partition: aws",
      "serviceIdentity: arn:aws:iam::111122223333:role/x",
      "accounts.yaml:1:1 serviceIdentity: names no role or user of this file; add it under its account",
    ],
    [
      "a provider without keys",
      "users:",
      "oidcProviders: { https://idp.example: { audiences: [a] } }\n    users:",
      "must have either jwks or jwksUri",
    ],
    [
      "a provider without audiences",
      "users:",
      "oidcProviders: { https://idp.example: { audiences: [], jwksUri: https://idp.example/k } }\n    users:",
      "must name an audience",
    ],
    [
      "an identity policy without a resource",
      "maxSessionDuration: 1h",
      "permissions: { Statement: { Effect: Allow, Action: 's3:*' } }",
      "Policy statement must contain resources.",
    ],
    ["an account twice", /$/, '  "111122223333": {}\n', "is not YAML (DUPLICATE_KEY)"],
    ["no YAML at all", "accounts:", "accounts: [", "is not YAML"],
  ];
  it.each(rows)("%s", (_name, from, to, problem) => {
    const changed = baseline.replace(from, to);
    expect(changed).not.toBe(baseline);
    expect(problemOf(changed)).toContain(problem);
  });

  it("names everything that is wrong, and never a secret", () => {
    const text = baseline.replace("1h", "1m").replace("secret:", "secrets:");
    expect(problemOf(text).split("\n").length).toBeGreaterThanOrEqual(2);
  });

  it("does not let two users share a key", () => {
    const twice = baseline.replace(
      "    roles:",
      "      bert: { accessKeys: [{ id: AKIAANNA000000000001, secret: other }] }\n    roles:",
    );
    expect(problemOf(twice)).toContain("is another key's id too; make each one unique");
  });

  it("takes names of Object.prototype as names", () => {
    const text = baseline.replaceAll("job:", "constructor:");
    expect(parseAccounts(text, "a").roles.has("arn:aws:iam::111122223333:role/constructor")).toBe(true);
  });
});

describe("a role that is added", () => {
  const trustPolicy = {
    Version: "2012-10-17" as const,
    Statement: { Effect: "Allow", Principal: { AWS: vendingRole }, Action: "sts:AssumeRole" },
  };
  const arn = "arn:aws:iam::777788889999:role/a/b/extra";

  it("can be assumed, in an account that was not there, and the accounts before do not change", async () => {
    const before = parseAccounts(accountsYaml, "a");
    const after = addRole(before, arn, { trustPolicy });
    const emulator = await startStsEmulator({ accounts: after });
    const keys = emulator.issueRoleSession(vendingRole, "function");
    expect(await outcomeOf(assume(emulator, keys, { RoleArn: arn }))).toBe("ok");
    expect(await outcomeOf(assume(emulator, operator, { RoleArn: arn }))).toBe("AccessDenied 403");
    await emulator.close();
    expect(before.roles.has(arn)).toBe(false);
    expect(after.accounts.get(home)).toBe(before.accounts.get(home));
  });

  it.each([
    ["no role's ARN", "arn:aws:iam::777788889999:user/x", { trustPolicy }, "is no ARN of a role in partition aws"],
    ["another partition", arn.replace("aws", "aws-cn"), { trustPolicy }, "is no ARN of a role in partition aws"],
    [
      "an unknown key",
      arn,
      { trustPolicy, color: "red" } as { trustPolicy: unknown },
      "extra.color: is not a key that belongs here",
    ],
    [
      "a principal that is not there",
      arn,
      { trustPolicy: JSON.parse(JSON.stringify(trustPolicy).replace("vending", "nobody")) },
      "Invalid principal in policy",
    ],
  ])("%s", (_name, name, role, message) => {
    expect(() => addRole(parseAccounts(accountsYaml, "a"), name, role)).toThrow(message);
  });
});
