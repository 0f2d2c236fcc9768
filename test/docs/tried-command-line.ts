import { fetchToken } from "./fetch-token.ts";
import type { TriedPage } from "./tried-block.ts";

const claims = `{ "iss": "https://idp.corp.example", "sub": "report-runner", "groups": ["etl"], "team": "etl" }`;

/** The second of the starter's own tests, which a caller fails who has all that the grant asks for. */
const cases = `version: 1
tests:
  - name: the nightly job gets its role
    caller: { issuer: corp, claims: { sub: report-runner, groups: [etl], team: etl } }
    expect: { grant: nightly-report }
  - name: nobody else does
    caller: { issuer: corp, claims: { sub: report-runner, groups: [etl], team: risk } }
    expect: { refused: NotGranted }
`;

const here = (text: string) =>
  text
    .replace("https://vend.corp.example", "http://127.0.0.1:8080")
    .replace("/run/secrets/", "")
    .replaceAll("/srv/vend", "srv");

/** docs/cli.md. */
export const triedCommandLine: TriedPage = {
  path: "docs/cli.md",
  prepare: async (scratch) => {
    await scratch.write("claims.json", claims);
    await scratch.write("cases.yaml", cases);
    await scratch.write("report.py", 'import os\nprint("found", os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"])\n');
    await scratch.run("mkdir srv");
    const served = await scratch.serve("npm start");
    await fetchToken(scratch, served, "token");
    return served;
  },
  blocks: [
    { begins: "npx vend init policy-map.yaml", prints: /^policy-map.yaml is written/ },
    { begins: "npx vend check policy-map.yaml", prints: /^ok: 1 grant/m },
    { begins: "npx vend explain policy-map.yaml", shown: true },
    { begins: "sed s/report-runner", exitCode: 1, shown: true },
    { begins: "npx vend test policy-map.yaml", exitCode: 1, shown: true },
    { begins: "npx vend diff old.yaml", fill: (text) => `cp policy-map.yaml old.yaml\n${text}`, prints: /^the same: / },
    {
      begins: "npx vend trust policy-map.yaml --service-role arn:aws:iam::999988887777:role/vending-service > aws.json",
    },
    {
      begins:
        "npx vend trust policy-map.yaml --service-role arn:aws:iam::999988887777:role/vending-service --policy-map",
      prints: /arn:aws:s3:::maps\/live\.json/,
    },
    { begins: "npx vend compile policy-map.yaml" },
    {
      begins: "npx vend publish policy-map.yaml",
      fill: (text) =>
        `sed s/1h/30m/ policy-map.yaml > earlier.yaml\nnpx vend publish earlier.yaml --to file:srv/policy-map.json\n${here(text)}`,
    },
    { begins: "npx vend rotate-external-id policy-map.yaml", prints: /externalId/ },
    { begins: "npx vend trail policy-map.yaml", prints: /cloudtrail_logs[\s\S]*EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE/ },
    { begins: "npx vend revoke policy-map.yaml", shown: true },
    { begins: "npx vend schema > policy-map.schema.json" },
    {
      begins: "VENDED=$(npx vend env",
      fill: (text) => `${here(text)}\necho "$AWS_ACCESS_KEY_ID"`,
      prints: /^ASIA[A-Z2-7]{16}$/m,
    },
    {
      begins: "npx vend serve https://vend.corp.example --grant nightly-report --token-file /run",
      needs: "python3",
      fill: here,
      prints: /^found http:\/\/127\.0\.0\.1:\d+\//m,
    },
    { begins: "npx vend --version", prints: /^\d+\.\d+\.\d+/ },
  ],
};
