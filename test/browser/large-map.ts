/**
 * The text of a policy map as a company of some size would have: teams with services, each deployed from a repository, run
 * in a cluster and looked at by people. The same count always gives the same text.
 */
export function largeMap(count: number): string {
  const accounts = Math.max(2, Math.ceil(count / 30));
  const grants = Array.from({ length: count }, (_, index) => aGrant(index, count, accounts));
  return JSON.stringify({
    version: 1,
    issuers: Object.fromEntries(
      ["corp", "github", "cluster-eu", "cluster-us", "staff"].map((name) => [name, anIssuer(name)]),
    ),
    accounts: Object.fromEntries(
      Array.from({ length: accounts }, (_, index) => [accountName(index), anAccount(index)]),
    ),
    grants: Object.fromEntries(grants),
    deny: [{ issuer: "corp", claims: { sub: "job-retired" }, reason: "key leaked 2026-10-01" }],
  });
}

const teams = [
  "billing",
  "ledger",
  "search",
  "catalog",
  "checkout",
  "identity",
  "fraud",
  "pricing",
  "shipping",
  "returns",
  "support",
  "data",
  "ml",
  "web",
  "mobile",
  "media",
  "ads",
  "partner",
  "tax",
  "risk",
];
const services = ["api", "worker", "import", "export", "sync", "report", "index", "gateway", "scheduler", "mailer"];
const shapes = [
  { name: "deploy", issuer: "github", role: "deployer" },
  { name: "run", issuer: "cluster-eu", role: "workload" },
  { name: "run-us", issuer: "cluster-us", role: "workload" },
  { name: "job", issuer: "corp", role: "batch" },
  { name: "look", issuer: "staff", role: "reader" },
] as const;

function anIssuer(name: string): object {
  return {
    issuer: `https://${name}.idp.example`,
    audience: "https://vend.corp.example",
    keys: { discovery: true },
    algorithms: ["RS256", "ES256"],
    maxTokenLifetime: "1h",
    requiredClaims: ["jti"],
  };
}

function accountName(index: number): string {
  const stage = ["prod", "test", "dev"][index % 3] ?? "prod";
  const cell = Math.floor(index / (teams.length * 3));
  return `${teams[Math.floor(index / 3) % teams.length]}-${stage}${cell === 0 ? "" : `-${cell + 1}`}`;
}

function accountId(index: number): string {
  return String(100_000_000_000 + index * 7_919_113);
}

function anAccount(index: number): object {
  return { id: accountId(index), externalId: `never-on-the-page-${index}` };
}

function aGrant(index: number, count: number, accounts: number): readonly [string, object] {
  // A few teams have many grants, many have few.
  const share = ((index * 7_919) % count) / count;
  const team = teams[Math.floor(teams.length * share ** 1.7)] ?? "team";
  const service = services[Math.floor(index / teams.length) % services.length] ?? "service";
  const shape = shapes[index % shapes.length] ?? shapes[0];
  const account = (teams.indexOf(team) * 3 + (index % 3)) % accounts;
  const name = `${team}-${service}-${shape.name}-${index}`;
  return [
    name,
    {
      description: `${service} of team ${team}: ${shape.name}`,
      ...(index % 50 === 7 && { mode: "shadow" }),
      when: {
        issuer: shape.issuer,
        claims: {
          sub: { oneOf: [name, `${name}-canary`] },
          groups: { anyOf: [team, "platform"] },
          team: { matches: "[a-z][a-z0-9-]{1,30}" },
        },
        ...(index % 4 === 0 && { network: { cidr: [`10.${index % 256}.0.0/16`] } }),
        ...(index % 5 === 4 && { mfa: { amr: ["mfa"], maxAge: "1h" } }),
      },
      assume: {
        role: `arn:aws:iam::${accountId(account)}:role/${shape.role}-${service}`,
        account: accountName(account),
        duration: "1h",
        sourceIdentity: "{claims.sub}",
        tags: { team: "{claims.team}" },
        ...(index % 2 === 0 && {
          policy: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::exports/{claims.team}/*"] },
            ],
          },
        }),
      },
    },
  ];
}
