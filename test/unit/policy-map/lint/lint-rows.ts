import { expect, test } from "vitest";
import { lintsOf } from "./lint-examples.ts";

/** A lint, an example that fires, and one that just does not. */
export type Row = readonly [what: string, lint: string, fires: string | undefined, silent: string | undefined];

export function testRows(rows: readonly Row[]): void {
  const firing = rows.flatMap(([what, lint, fires]) => (fires === undefined ? [] : [{ what, lint, fires }]));
  const silent = rows.flatMap(([what, lint, , quiet]) => (quiet === undefined ? [] : [{ what, lint, quiet }]));

  test.each(firing)("$lint fires: $what", ({ lint, fires }) => {
    expect(lintsOf(fires)).toContain(lint);
  });

  test.each(silent)("$lint does not: $what", ({ lint, quiet }) => {
    expect(lintsOf(quiet)).not.toContain(lint);
  });
}

/** A grant with these claim conditions. */
export function claims(text: string, issuer = "corp"): string {
  return `grants: { job: { when: { issuer: ${issuer}, claims: { ${text} } } } }`;
}

/** A grant whose session policy has this in its statement. */
export function policy(statement: string, more = ""): string {
  return `grants: { job: { when: { issuer: corp, claims: { sub: report-runner, team: { matches: "[a-z]{1,20}" } } }, ${more}
    assume: { policy: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:GetObject", ${statement} } } } } }`;
}

/** A grant that assumes this. */
export function assume(text: string, more = ""): string {
  return `grants: { job: { ${more} assume: { ${text} } } }`;
}

/** A grant for an issuer of this name. */
export function issuedBy(url: string, text: string): string {
  return `issuers: { pub: { issuer: "${url}" } }\n${claims(text, "pub")}`;
}

/** A denial by these claims, of a grant with those. */
export function deny(text: string, grant = "sub: report-runner"): string {
  return `${claims(grant)}\ndeny: [{ issuer: corp, claims: { ${text} }, reason: left }]`;
}
