import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import { troubledAccounts, troubledMap } from "./doctor-troubles.ts";
import { runDoctor, startServiceSts } from "./run-doctor.ts";

let sts: StsEmulator;
beforeEach(async () => {
  sts = await startServiceSts(troubledAccounts);
  // Nothing listens there: an SSM that is not to be had.
  vi.stubEnv("AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:9");
});
afterEach(() => sts.close());
afterAll(() => vi.unstubAllEnvs());

const one = (grant: string, ...options: string[]) => runDoctor(troubledMap, ["--json", "--grant", grant, ...options]);

describe("doctor, on a map with one of each trouble", () => {
  test("names each of them, and nothing else", async () => {
    const { exitCode, kinds } = await runDoctor(troubledMap, ["--json"]);
    expect(exitCode).toBe(1);
    expect(kinds).toEqual({
      fits: [],
      "fits-too": [],
      "nobody-there": ["trust"],
      "trusts-another": ["trust"],
      "asks-for-an-id": ["external-id"],
      "asks-for-more": ["trust"],
      "wrong-id": ["external-id"],
      "unwanted-id": ["external-id"],
      "no-tags": ["tag-session"],
      "no-identity": ["source-identity"],
      neither: ["tag-session", "source-identity"],
      "too-long": ["duration"],
      chained: ["chain-limit"],
      "unknown-policy": ["policy-arns"],
      packed: ["packed-size"],
      "no-region": ["region"],
      "no-parameter": ["external-id-unavailable"],
      "other-partition": ["partition"],
      "demands-tags": ["trust-conditions"],
      "demanded-tags": [],
      "other-tags": ["trust-conditions"],
      "no-sample": [],
      "stuck-on-the-way": ["trust"],
    });
  });

  test("a trust policy that refuses comes with what it must say, for these grants alone", async () => {
    const { roles } = await one("trusts-another", "--show-external-id");
    const principal = { AWS: "arn:aws:iam::999988887777:role/vending-service" };
    expect(roles[0]?.troubles[0]?.statements).toEqual([
      {
        Effect: "Allow",
        Principal: principal,
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "the-right-external-id" } },
      },
      { Effect: "Allow", Principal: principal, Action: ["sts:TagSession", "sts:SetSourceIdentity"] },
    ]);
    expect(roles[0]?.notes).toHaveLength(1);
  });

  test("the trust policy names the role that --service-role gives, path and all", async () => {
    const arn = "arn:aws:iam::999988887777:role/team/vending-service";
    const { roles } = await one("nobody-there", "--service-role", arn);
    expect(roles[0]?.troubles[0]?.statements?.[0]?.Principal.AWS).toBe(arn);
    await expect(one("nobody-there", "--service-role", "vending")).rejects.toThrow("is not the ARN of a role");
  });

  test("external IDs are hidden unless they are asked for, and a reference is shown as one", async () => {
    const hidden = await runDoctor(troubledMap, ["--grant", "nobody-there"]);
    expect(hidden.out).toContain("<external ID; --show-external-id shows it>");
    expect(hidden.out).not.toContain("the-right-external-id");
    const shown = await runDoctor(troubledMap, ["--grant", "nobody-there", "--show-external-id"]);
    expect(shown.out).toContain("the-right-external-id");
    expect(shown.out).not.toContain(process.env["AWS_SESSION_TOKEN"]);
  });

  test("a wrong external ID comes with no trust policy that would let it in", async () => {
    const { roles } = await runDoctor(troubledMap, ["--json"]);
    const wrong = roles.find(({ grants }) => grants.includes("wrong-id"));
    expect(wrong?.troubles).toMatchObject([
      { message: "the external ID of wrong is refused: with that of right, fits has the role" },
    ]);
    expect(wrong?.troubles[0]?.statements).toBeUndefined();
  });

  test("says how long a session can be", async () => {
    const { roles } = await one("too-long");
    expect(roles[0]?.troubles[0]).toMatchObject({
      message: "the role's maximum session duration is under the 6 h of the grant: 3 h is possible",
      repair: expect.stringContaining("update-role --role-name short --max-session-duration 21600"),
    });
  });

  test("names the policy that is unknown, and not the other", async () => {
    const { roles } = await one("unknown-policy");
    expect(roles[0]?.troubles[0]?.message).toContain("policy/unknown as");
    expect(roles[0]?.troubles[0]?.message).not.toContain("policy/known");
  });

  test("of a chain, names the role that is in the way", async () => {
    const { roles } = await one("stuck-on-the-way");
    expect(roles[0]).toMatchObject({
      roleArn: "arn:aws:iam::333344445555:role/x",
      troubles: [{ roleArn: "arn:aws:iam::999988887777:role/closed-hub" }],
    });
  });

  test("says what was not tried, for want of a caller", async () => {
    const { out } = await runDoctor(troubledMap, ["--grant", "no-sample"]);
    expect(out).toContain("fits no-sample (right)");
    expect(out).toContain("tags and source identity were not tried");
  });

  test("one role for two grants is tried once", async () => {
    const { roles } = await one("fits");
    expect(roles.map(({ grants }) => grants)).toEqual([["fits"]]);
    const { roles: all } = await runDoctor(troubledMap, ["--json", "--account", "right"]);
    expect(all[0]?.grants).toEqual(["fits", "fits-too"]);
  });

  test("an external ID is never guessed: only what the map says for this very account is sent, or none", async () => {
    const seen = new Set<string>();
    sts.interfere(({ query }) => {
      seen.add(query.get("ExternalId") ?? "(none)");
      return undefined;
    });
    await runDoctor(troubledMap);
    expect([...seen].sort()).toEqual(["(none)", "a-wrong-external-id", "the-right-external-id"]);
  });
});

describe("doctor, and what is around it", () => {
  test("a user's credentials start no chain", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAOPERATOR00000001");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "operator-secret-key");
    vi.stubEnv("AWS_SESSION_TOKEN", undefined);
    expect((await one("chained")).kinds).toEqual({ chained: [] });
  });

  test.each([
    [
      "an answer that says which side refuses",
      {
        code: "AccessDenied",
        status: 403,
        message: "because no identity-based policy allows the sts:AssumeRole action",
      },
      "own-permission",
    ],
    ["expired credentials", { code: "ExpiredToken", status: 403, message: "token SECRET" }, "credentials"],
    ["another partition's STS", { code: "InvalidClientTokenId", status: 403, message: "SECRET" }, "region"],
    ["a call that STS does not take", { code: "ValidationError", status: 400, message: "1 validation error" }, "other"],
    ["an outage", { code: "ServiceUnavailable", status: 503, message: "SECRET" }, "unreachable"],
  ])("%s", async (_, error, kind) => {
    sts.interfere(({ action }) => (action === "AssumeRole" ? { error } : undefined));
    const { kinds, out, exitCode } = await one("fits");
    expect(exitCode).toBe(1);
    expect(kinds).toEqual({ fits: [kind] });
    expect(out).not.toContain("SECRET");
  });

  test("a refusal of the long duration only, for no reason that is known", async () => {
    const error = { code: "AccessDenied", status: 403, message: "no" };
    sts.interfere(({ query }) => (query.get("DurationSeconds") === "7200" ? { error } : undefined));
    const { roles } = await one("chained");
    expect(roles[0]?.troubles).toMatchObject([{ kind: "other", answer: "AccessDenied: no" }]);
  });

  test("an answer without credentials", async () => {
    sts.interfere(({ action }) =>
      action === "AssumeRole" ? { body: "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>" } : undefined,
    );
    expect((await one("fits")).kinds).toEqual({ fits: ["unreachable"] });
  });

  test("no region, no credentials, no such grant: the question cannot be asked", async () => {
    await expect(runDoctor(troubledMap, [], { env: {} })).rejects.toThrow("AWS_REGION");
    await expect(one("no-such-grant")).rejects.toThrow("no role of the map is meant");
    await expect(one("fits", "--account", "south")).rejects.toThrow("no role of the map is meant");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "another");
    await expect(one("fits")).rejects.toThrow("STS does not say who asks: SignatureDoesNotMatch HTTP 403");
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_PROFILE"]) vi.stubEnv(name, undefined);
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    await expect(one("fits")).rejects.toThrow(
      "STS does not say who asks: there are no AWS credentials; set AWS_PROFILE",
    );
  });

  test("progress goes to a terminal's standard error only, and is wiped", async () => {
    const { error } = await runDoctor(troubledMap, ["--account", "right"], { showsProgress: true });
    expect(error).toMatch(/^\r1 of \d+ roles tried/);
    expect(error.endsWith("\r\u001B[K")).toBe(true);
    expect((await one("fits")).error).toBe("");
  });
});
