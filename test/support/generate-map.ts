/**
 * The text of a policy map with `count` grants, as an organisation of that size would have: repositories, service accounts of
 * clusters, batch jobs, people, auditors over many accounts; each reachable by exactly one kind of caller. The same count
 * always gives the same text.
 * @param format `json`: the same map as JSON
 */
export function generateMap(count: number, format: "yaml" | "json" = "yaml"): string {
  const accounts = Math.max(4, Math.ceil(count / 25));
  const map = {
    version: 1,
    issuers: generateIssuers(),
    accounts: Object.fromEntries(
      Array.from({ length: accounts }, (_, index) => [accountName(index), anAccount(index)]),
    ),
    grants: Object.fromEntries(Array.from({ length: count }, (_, index) => generateGrant(index, accounts))),
    deny: [
      { issuer: "corp", claims: { sub: "job-retired" }, reason: "key leaked 2026-10-01" },
      { issuer: "github", claims: { repository: { prefix: "corp-archive/" } }, reason: "archived repositories" },
    ],
  };
  return format === "json" ? `${JSON.stringify(map, undefined, 2)}\n` : writeBlock(map, 0);
}

type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };

function generateIssuers(): Value {
  return {
    corp: { issuer: "https://idp.corp.example", ...issuerDefaults, tokenType: "at+jwt", requiredClaims: ["jti"] },
    github: { issuer: "https://token.actions.githubusercontent.example", ...issuerDefaults },
    cluster: { issuer: "https://oidc.cluster.corp.example", ...issuerDefaults },
    staff: { issuer: "https://login.corp.example/staff", ...issuerDefaults, maxTokenAge: "15m" },
  };
}

const issuerDefaults = {
  audience: "https://vend.corp.example",
  keys: { discovery: true },
  algorithms: ["RS256", "ES256"],
  maxTokenLifetime: "1h",
};

function accountName(index: number): string {
  return `account-${String(index).padStart(4, "0")}`;
}

function accountId(index: number): string {
  return String(100_000_000_000 + index * 7_919_113);
}

function anAccount(index: number): Value {
  return {
    id: accountId(index),
    externalId: `external-id-of-${accountName(index)}`,
    // Labels of a handful of accounts each, as for teams and stages.
    labels: { stage: index % 3 === 0 ? "prod" : "test", cell: `cell-${Math.floor(index / 4)}` },
  };
}

type Shape = (index: number, account: number) => { readonly [name: string]: Value };

function generateGrant(index: number, accounts: number): readonly [string, Value] {
  const shape = shapes[index % shapes.length] ?? batchJob;
  return [`grant-${String(index).padStart(6, "0")}`, shape(index, (index * 31) % accounts)];
}

const batchJob: Shape = (index, account) => ({
  description: `Nightly job ${index} reads the exports of its own team`,
  when: {
    issuer: "corp",
    claims: {
      sub: { oneOf: [`job-${index}`, `job-${index}-canary`] },
      groups: { anyOf: ["etl", `team-${index % 97}`] },
      team: { matches: "[a-z][a-z0-9-]{1,30}" },
    },
    network: { cidr: [`10.${index % 256}.0.0/16`, "fd00:10::/32"] },
  },
  assume: {
    role: `arn:aws:iam::${accountId(account)}:role/report-reader-${index % 50}`,
    account: accountName(account),
    duration: "1h",
    sourceIdentity: "{claims.sub}",
    tags: { team: "{claims.team}" },
    policy: readPolicy("arn:aws:s3:::exports/{claims.team}/*"),
  },
});

const repository: Shape = (index, account) => ({
  when: {
    issuer: "github",
    claims: { repository: `corp/service-${index}`, ref: { glob: "refs/heads/release/*" }, environment: "production" },
  },
  assume: {
    role: `deployer-${index % 40}`,
    account: accountName(account),
    duration: "30m",
    tags: { index: `${index}` },
  },
  format: "process",
});

const serviceAccount: Shape = (index, account) => ({
  when: { issuer: "cluster", claims: { sub: `system:serviceaccount:ns-${index % 300}:app-${index}` } },
  assume: { role: `workload/app-${index % 60}`, account: accountName(account), duration: "2h", sessionName: "{grant}" },
});

const person: Shape = (index, account) => ({
  description: `On-call access ${index}`,
  when: {
    issuer: "staff",
    claims: { groups: { allOf: [`oncall-${index}`, "staff"] }, email: { matches: "[a-z.]{2,40}@corp\\.example" } },
    time: { days: ["mon", "tue", "wed", "thu", "fri"], from: "07:00", to: "19:00", zone: "Europe/Berlin" },
    mfa: { amr: ["mfa", "hwk"], maxAge: "1h" },
  },
  assume: {
    role: `on-call-${index % 20}`,
    account: accountName(account),
    duration: "1h",
    sourceIdentity: "{claims.sub}",
  },
});

const dataset: Shape = (index, account) => ({
  when: { issuer: "corp", claims: { sub: `reader-${index}`, env: { prefix: "prod" } } },
  assume: {
    role: `dataset-reader-${index % 30}`,
    account: accountName(account),
    duration: "1h",
    policy: readPolicy("arn:aws:s3:::datasets/{params.dataset}/*"),
  },
  parameters: { dataset: { pattern: "[a-z0-9-]{1,40}", description: "The data set's name" } },
});

const throughHub: Shape = (index, account) => ({
  when: { issuer: "cluster", claims: { sub: `system:serviceaccount:hub-${index % 50}:job-${index}` } },
  assume: {
    role: `archive-reader-${index % 10}`,
    account: accountName(account),
    via: [`arn:aws:iam::${accountId(0)}:role/vending-hub`],
    duration: "1h",
    tags: { job: `job-${index}` },
    transitiveTags: ["job"],
  },
});

const audit: Shape = (index, account) => ({
  when: { issuer: "staff", claims: { roles: { anyOf: [`auditor-${index}`] } } },
  assume: {
    role: "auditor",
    accounts: { cell: `cell-${Math.floor(account / 4)}` },
    duration: "1h",
    policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
  },
});

const shapes: readonly Shape[] = [
  batchJob,
  repository,
  serviceAccount,
  repository,
  person,
  serviceAccount,
  dataset,
  batchJob,
  throughHub,
  audit,
];

function readPolicy(resource: string): Value {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: [resource] }] };
}

/** Block style for mappings, as people write it, and flow style for lists; the library's own writer takes seconds. */
function writeBlock(value: { readonly [name: string]: Value }, depth: number): string {
  const indent = "  ".repeat(depth);
  return Object.entries(value)
    .map(([name, member]) => {
      if (typeof member !== "object" || Array.isArray(member)) {
        return `${indent}${writeText(name)}: ${writeFlow(member)}\n`;
      }
      return `${indent}${writeText(name)}:\n${writeBlock(member as { readonly [name: string]: Value }, depth + 1)}`;
    })
    .join("");
}

function writeFlow(value: Value): string {
  if (typeof value !== "object") {
    return typeof value === "string" ? writeText(value) : String(value);
  }
  return Array.isArray(value)
    ? `[${value.map(writeFlow).join(", ")}]`
    : `{ ${Object.entries(value)
        .map(([name, member]) => `${writeText(name)}: ${writeFlow(member)}`)
        .join(", ")} }`;
}

function writeText(text: string): string {
  return /^[A-Za-z][\w-]*$/.test(text) && !/^(?:true|false|null|y|n|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
