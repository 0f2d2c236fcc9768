import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { applyAcceptances } from "../../../../shared/policy-map/lint/apply-acceptances.ts";
import type { LintFinding } from "../../../../shared/policy-map/lint/lint-finding.ts";
import { lintPolicyMap } from "../../../../shared/policy-map/lint/lint-policy-map.ts";
import { readPolicyMap } from "../../../../shared/policy-map/read-policy-map.ts";

type Entry = Readonly<Record<string, unknown>>;
type Entries = Readonly<Record<string, Entry>>;

/** A section of docs/lints.md. */
export interface DocumentedLint {
  readonly lint: string;
  readonly level: string;
  readonly fires: string;
  readonly silent: string;
}

const page = readFileSync(new URL("../../../../docs/lints.md", import.meta.url), "utf8");

export function documentedLints(): readonly DocumentedLint[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [fires = "", silent = ""] = [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml ?? "");
      const [lint = ""] = section.split("\n", 1);
      return { lint, level: /^(Error|Warning|Info): /m.exec(section)?.[1]?.toLowerCase() ?? "", fires, silent };
    });
}

const issuer = {
  issuer: "https://idp.corp.example",
  audience: "https://vend.corp.example",
  keys: { discovery: true },
  algorithms: ["ES256"],
  tokenType: "at+jwt",
  requiredClaims: ["jti"],
};

const assume = {
  role: "arn:aws:iam::111122223333:role/report-reader",
  account: "reporting",
  sourceIdentity: "{claims.sub}",
  policy: {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::exports/*" },
  },
};

/** The map that an example is a part of: nothing is to be said of what it does not mention. */
function completeMap(example: string): string {
  const {
    issuers = {},
    accounts = {},
    grants = { job: {} },
    deny,
  } = (parse(example) ?? {}) as {
    issuers?: Entries;
    accounts?: Entries;
    grants?: Entries;
    deny?: unknown;
  };
  return JSON.stringify({
    version: 1,
    issuers: each({ corp: {}, ...issuers }, (given) => ("keys" in given ? given : { ...issuer, ...given })),
    accounts: { reporting: { id: "111122223333", externalId: "5f0c8e0b7d2a4c61" }, ...accounts },
    grants: each(grants, (given) => ({
      when: { issuer: "corp", claims: { sub: "report-runner" } },
      ...given,
      assume: completeAssume(given["assume"]),
    })),
    ...(deny !== undefined && { deny }),
  });
}

/** An example that names a role says all of what is assumed. */
function completeAssume(given: unknown): object {
  const authored = (given ?? {}) as object;
  return "role" in authored ? authored : { ...assume, ...authored };
}

function each(entries: Entries, complete: (entry: Entry) => object): object {
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, complete(entry)]));
}

/** All that is left to say of an example once its own acceptances are applied. */
export function lintExample(example: string): readonly LintFinding[] {
  const { document, rotations, acceptances } = readPolicyMap(completeMap(example), "example.yaml");
  const { open, unused } = applyAcceptances(lintPolicyMap(document, rotations), acceptances);
  return [...open, ...unused];
}

export function lintsOf(example: string): readonly string[] {
  return lintExample(example).map(({ lint }) => lint);
}
