import { describe, expect, test } from "vitest";
import { trailQuery } from "../../../cli/trail/trail-query.ts";
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const path = file("map.yaml", soundMap);
const trail = (...options: string[]) => runVend(["trail", path, "--grant", "nightly", ...options]);
const role = "arn:aws:iam::111122223333:role/report-reader";

describe("trail", () => {
  test("for Athena: of one subject by its session's name, in the last day", async () => {
    const { exitCode, out, error } = await trail("--sub", "report-runner");
    expect(exitCode).toBe(0);
    expect(
      out,
    ).toBe(`SELECT eventtime, eventsource, eventname, awsregion, sourceipaddress, useridentity.arn, useridentity.accesskeyid, errorcode, requestparameters
FROM cloudtrail_logs
WHERE useridentity.sessioncontext.sessionissuer.arn IN ('${role}')
  AND split_part(useridentity.principalid, ':', 2) IN ('report-runner')
  AND eventtime >= '2026-10-06T05:00:00Z' AND eventtime < '2026-10-07T05:00:00Z'
ORDER BY eventtime
`);
    expect(error).toContain("note: events come some minutes late");
  });

  test("for Athena: by source identity, which the calls of STS have, where the name is everybody's", async () => {
    const named = file("named.yaml", soundMap.replace("duration: 1h", "sessionName: nightly"));
    const { out } = await runVend([
      "trail",
      named,
      "--grant",
      "nightly",
      "--sub",
      "report-runner",
      "--table",
      "logs.cloudtrail",
    ]);
    expect(out).toContain(
      "useridentity.accesskeyid IN (\n    SELECT json_extract_scalar(responseelements, '$.credentials.accessKeyId')\n    FROM logs.cloudtrail\n",
    );
    expect(out).toContain("AND json_extract_scalar(requestparameters, '$.sourceIdentity') IN ('report-runner'))\n");
  });

  test("for CloudTrail Lake: by source identity, and one session", async () => {
    const options = [
      "--as",
      "lake",
      "--table",
      "EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE",
      "--access-key-id",
      "ASIA3EXAMPLEEXAMPLE1",
    ];
    const { out } = await trail(
      ...options,
      "--sub",
      "report-runner",
      "--from",
      "2026-10-01T00:00:00Z",
      "--to",
      "2026-10-02T02:00:00+02:00",
    );
    expect(out).toContain(`FROM EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE
WHERE userIdentity.accessKeyId = 'ASIA3EXAMPLEEXAMPLE1'
  AND userIdentity.sessionContext.sessionIssuer.arn IN ('${role}')
  AND userIdentity.sessionContext.sourceIdentity IN ('report-runner')
  AND eventTime >= '2026-10-01 00:00:00' AND eventTime < '2026-10-02 00:00:00'
`);
  });

  test("for CloudWatch Logs Insights", async () => {
    const { out, error } = await trail("--as", "insights", "--sub", "report-runner");
    expect(out).toContain(`| filter userIdentity.sessionContext.sessionIssuer.arn in ["${role}"]\n`);
    expect(out).toContain('| filter userIdentity.sessionContext.sourceIdentity in ["report-runner"]\n');
    expect(error).toContain("choose the time beside the query");
    const nameless = file(
      "nameless.yaml",
      soundMap.replace('sourceIdentity: "{claims.sub}"', 'sessionName: "{claims.sub}"'),
    );
    expect(
      (await runVend(["trail", nameless, "--grant", "nightly", "--sub", "report-runner", "--as", "insights"])).out,
    ).toContain(
      '| parse userIdentity.principalId "*:*" as roleId, sessionName\n| filter sessionName in ["report-runner"]\n',
    );
  });

  test("everybody's sessions where no subject is named, and a note where one cannot be told apart", async () => {
    expect((await trail()).out).not.toMatch(/split_part|accesskeyid IN/);
    const nobody = file("nobody.yaml", soundMap.replace('sourceIdentity: "{claims.sub}"', "sessionName: nobody"));
    const { out, error } = await runVend(["trail", nobody, "--grant", "nightly", "--sub", "report-runner"]);
    expect(out).not.toContain("report-runner'");
    expect(error).toContain("the query is for everybody's sessions of the role");
  });

  test.each(["athena", "lake", "insights"])(
    "%s: no subject, whatever it is called, gets out of its quotes",
    async (form) => {
      for (const sub of ["x') OR ('1'='1", 'x"] | delete', "x\\", "x\n| y", "x'--", "%", "*", "’"]) {
        const { out, exitCode } = await trail("--sub", sub, "--as", form, "--table", "t", "--json");
        expect(exitCode).toBe(0);
        const { query } = JSON.parse(out) as { query: string };
        const given = [
          ...query.matchAll(/(?:principalid, ':', 2\) IN \(|sourceIdentity IN \(|sourceIdentity in \[)(.*?)[)\]]\n/g),
        ];
        expect(given).toHaveLength(1);
        expect(given[0]?.[1]).toMatch(/^(['"])[\w+=,.@-]{2,64}\1$/);
      }
    },
  );

  test("what is not to go into a query does not, wherever it comes from", () => {
    const ask = {
      roles: [role],
      sourceIdentities: undefined,
      sessionNames: undefined,
      accessKeyId: undefined,
      fromMs: 0,
      toMs: 1,
      table: "t",
    };
    for (const value of ["a'b", 'a"b', "a\\b", "a\nb", "a;b", "a%b", ""]) {
      for (const form of ["athena", "lake", "insights"] as const) {
        expect(() => trailQuery(form, { ...ask, roles: [value] })).toThrow("may not go into a query");
      }
    }
  });

  test.each([
    ["a grant that is not there", ["--grant", "nope"], 'no grant "nope"'],
    ["an account that it does not lead into", ["--account", "archive"], 'into no account "archive"'],
    ["Lake without an event data store", ["--as", "lake"], "--table names the event data store"],
    ["a table that is none", ["--table", "t; DROP"], "is no name of a table"],
    ["a key that is none", ["--access-key-id", "' OR 1"], "is no id of a session's key"],
    ["a time without a zone", ["--from", "2026-10-07T05:00:00"], "Write a time with its zone"],
  ])("%s is unusable", async (_what, options, said) => {
    expect(await trail(...options)).toMatchObject({ exitCode: 2, out: "", error: expect.stringContaining(said) });
  });
});
