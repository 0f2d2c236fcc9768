/** Somebody who can get a token from the local identity provider. */
export interface LocalCaller {
  /** Also the token's `sub` and `client_id`. */
  readonly clientId: string;
  /** For whoever reads what `npm start` prints. */
  readonly description: string;
  /** What the token says beyond the standard claims. */
  readonly claims: Readonly<Record<string, string | readonly string[]>>;
  /** Gets no token without a DPoP proof, and one that is bound to the proof's key. */
  readonly bindsTokens?: boolean;
}

/** The ready-made callers: each is there to show something with the demo's policy map. */
export const localCallers: readonly LocalCaller[] = [
  {
    clientId: "report-runner",
    description: "a nightly job of the reporting team",
    claims: { groups: ["etl"], env: "prod", team: "reporting", department: "finance" },
  },
  {
    clientId: "ci-deployer",
    description: "a CI job on the main branch",
    claims: { repository: "corp/reports", ref: "refs/heads/main", env: "prod", team: "platform" },
  },
  {
    clientId: "release-job",
    description: "a CI job whose token is good for one set of credentials",
    claims: { repository: "corp/reports", ref: "refs/tags/v1.0.0", env: "prod", team: "platform" },
  },
  {
    clientId: "auditor",
    description: "reads along in several accounts",
    claims: { groups: ["audit", "compliance"], env: "prod", team: "risk" },
  },
  {
    clientId: "intern",
    description: "a valid token that nothing is granted to",
    claims: { groups: ["interns"], env: "dev", team: "reporting" },
  },
  {
    clientId: "report-runner-old",
    description: "what report-runner may, but on the deny list",
    claims: { groups: ["etl"], env: "prod", team: "reporting", department: "finance" },
  },
];
