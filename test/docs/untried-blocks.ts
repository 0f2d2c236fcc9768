/** A block that is not run by this folder's tests: another test runs it, or something that it needs is not there in a test. */
export interface UntriedBlock {
  readonly path: string;
  /** How it begins; `sh tried` stands for all blocks whose fence says so. */
  readonly begins: string;
  /** The test that runs it, or does what it does. */
  readonly by?: string;
  /** Why no test does. */
  readonly because?: string;
}

const network = "gets packages from a registry: `.ci/run` does, from a clean clone";
const account = "needs an account of AWS";
const packaging = "packages into dist/ and .serverless/, which other tests read meanwhile";

/** Every block of commands that is not run in test/docs. A block that is neither here nor run there is a failing test. */
export const untriedBlocks: readonly UntriedBlock[] = [
  { path: "README.md", begins: "npm ci && npm test", because: "is what runs this" },
  { path: "README.md", begins: "export AWS_CONTAINER_CREDENTIALS_FULL_URI=", by: "test/recipes/shell.test.ts" },
  { path: "README.md", begins: "npm run deploy", because: account },
  { path: "clients/node/README.md", begins: "cp dist/clients/node", by: "test/conformance/node-client.test.ts" },
  { path: "clients/php/README.md", begins: "php clients/php/test", by: "test/clients/php.test.ts" },
  { path: "clients/ruby/README.md", begins: "ruby clients/ruby/test", by: "test/clients/ruby.test.ts" },
  { path: "clients/shell/README.md", begins: "CREDENTIALS=$(VEND_URL=", by: "test/clients/shell.test.ts" },
  { path: "docs/attacks.md", begins: "npm run test:attack", by: "test/attack/attack-suite.test.ts" },
  { path: "docs/cli.md", begins: "npm pack", because: network },
  {
    path: "docs/cli.md",
    begins: "npx vend serve https://vend.corp.example --grant nightly-report --token-file token --port",
    by: "test/unit/cli/serve.test.ts",
  },
  { path: "docs/cli.md", begins: "npx vend who", by: "test/unit/cli/who.test.ts" },
  { path: "docs/clients.md", begins: "export AWS_CONTAINER_CREDENTIALS_FULL_URI=", by: "test/recipes/shell.test.ts" },
  { path: "docs/clients.md", begins: "export AWS_ENDPOINT_URL_STS=", by: "test/docs/commands.test.ts" },
  { path: "docs/clients.md", begins: "npm run test:clients", by: "test/clients/node.test.ts" },
  { path: "docs/cloudtrail.md", begins: "npx vend", by: "test/operations/cloudtrail.test.ts" },
  { path: "docs/conformance.md", begins: "npm run test:conformance", because: network },
  {
    path: "docs/external-ids.md",
    begins: "npx vend rotate-external-id",
    by: "test/operations/rotate-external-id.test.ts",
  },
  { path: "docs/deploy.md", begins: "npm ci\necho POLICY_MAP_FILE=policy-map.yaml", because: account },
  { path: "docs/deploy.md", begins: "npm ci\nnpm run package", because: packaging },
  { path: "docs/deploy.md", begins: "npm run deploy", because: account },
  { path: "docs/deploy.md", begins: "aws cloudformation create-change-set", because: account },
  { path: "docs/deploy.md", begins: "npm run package -- --stage production", because: account },
  { path: "docs/deploy.md", begins: "npm run build\nnpx osls deploy list", because: account },
  { path: "docs/deploy.md", begins: "npm run build\nnpx osls remove", because: account },
  { path: "docs/doctor.md", begins: "AWS_PROFILE=vend-doctor npx vend doctor", because: account },
  { path: "docs/deployed-test.md", begins: "apt-get install", because: "a suite of its own, which `.ci/run` runs" },
  { path: "docs/key-sets.md", begins: "aws lambda invoke", because: "asks a function in AWS" },
  { path: "docs/mutation-testing.md", begins: "npm run test:mutation", because: "takes hours" },
  { path: "docs/openapi.md", begins: "npm run lint:openapi", because: "a part of `npm run check`" },
  { path: "docs/openapi.md", begins: "npx --yes openapi-typescript", because: network },
  { path: "docs/operate.md", begins: "for name in vend-credentials", because: account },
  { path: "docs/performance.md", begins: "npm run bench", because: "takes minutes, and a quiet machine" },
  { path: "docs/probes.md", begins: "aws iam", because: account },
  { path: "docs/probes.md", begins: "aws lambda update-function-configuration", because: account },
  { path: "docs/quick-start.md", begins: "npm ci", because: network },
  { path: "docs/release.md", begins: "npm ci\nnpm run package", by: "test/packaging/reproducible.test.ts" },
  { path: "docs/quick-start.md", begins: "echo POLICY_MAP_FILE=policy-map.yaml", because: account },
  { path: "docs/quick-start.md", begins: "npx vend trust policy-map.yaml", because: account },
  { path: "docs/quick-start.md", begins: "npx vend get https://abc123", because: account },
  { path: "docs/recipes.md", begins: "kubectl get", because: "asks a Kubernetes cluster" },
  { path: "docs/recipes.md", begins: "psql ", because: "asks a database in AWS" },
  { path: "docs/recipes.md", begins: "sh tried", by: "test/recipes/shell.test.ts" },
  { path: "docs/regions.md", begins: "npm run deploy", because: account },
  { path: "docs/regions.md", begins: "npx vend trust map.yaml", by: "test/unit/cli/trust.test.ts" },
  { path: "docs/regions.md", begins: "for region in", because: account },
  { path: "docs/regions.md", begins: "aws route53", because: account },
  { path: "docs/revocation.md", begins: "npx vend revoke", by: "test/operations/revoke.test.ts" },
  { path: "docs/revocation.md", begins: "npx vend who", by: "test/operations/cloudtrail.test.ts" },
  { path: "docs/revocation.md", begins: "echo", by: "test/operations/revoke.test.ts" },
  { path: "docs/revocation.md", begins: "sh revoked/detach", by: "test/operations/revoke.test.ts" },
  { path: "docs/scaling.md", begins: "npm run simulate", by: "test/unit/bench/simulate-burst.test.ts" },
  { path: "docs/target-accounts.md", begins: "npx vend", by: "test/operations/target-accounts.test.ts" },
  {
    path: "docs/target-accounts.md",
    begins: "AWS_REGION=eu-central-1 sh roles",
    by: "test/operations/target-accounts.test.ts",
  },
  { path: "docs/web-identity.md", begins: "$ aws s3 ls", because: "asks S3" },
];
