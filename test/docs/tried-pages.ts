import { blockOf } from "./block-of.ts";
import { demoMap } from "./demo-map.ts";
import { fetchToken } from "./fetch-token.ts";
import type { Scratch } from "./scratch.ts";
import type { TriedBlock, TriedPage } from "./tried-block.ts";
import { triedCommandLine } from "./tried-command-line.ts";

const secretOf = (caller: string, served: string) => new RegExp(`^ +${caller} +(\\S+) `, "m").exec(served)?.[1] ?? "";

/** The lines of what `npm start` prints that readers paste into another terminal. */
const pasted = (served: string) => served.match(/^(?:export|unset) .*$/gm)?.join("\n") ?? "";

const identity = /"Arn": "arn:aws:sts::111122223333:assumed-role\/report-reader\/report-runner"/;

const nothing = async () => "";

async function ownMap(scratch: Scratch): Promise<string> {
  await scratch.write("my.yaml", blockOf("docs/quick-start.md", "version: 1"));
  return "";
}

const ownStart: TriedBlock = {
  begins: "POLICY_MAP=file:my.yaml PORT=8099 npm start",
  serves: true,
  prints: /^ready http:\/\/127\.0\.0\.1:8099$/m,
};

const readme: TriedPage = {
  path: "README.md",
  prepare: ownMap,
  blocks: [
    { begins: "npm ci && npm start", serves: true, fill: (text) => text.replace("npm ci && ", "") },
    {
      begins: "aws sts get-caller-identity",
      shown: true,
      needs: "aws",
      fill: (text, served) => `${pasted(served)}\n${text}`,
    },
    { begins: "npx vend check local/demo/policy-map.yaml", prints: /^ok: /m },
    ownStart,
  ],
};

const quickStart: TriedPage = {
  path: "docs/quick-start.md",
  prepare: ownMap,
  blocks: [
    { begins: "npx vend check my.yaml", shown: true },
    { begins: "POLICY_MAP=file:my.yaml npm start", serves: true, shown: true },
    {
      begins: "(umask 077 && printf %s",
      fill: (text, served) => text.replace("PASTE THE SECRET", secretOf("report-runner", served)),
    },
    { begins: "export VEND_URL=http://127.0.0.1:8080", shown: true },
    { begins: "export AWS_ENDPOINT_URL_STS=", shown: true, needs: "aws" },
    { begins: "npx vend get --grant payroll", exitCode: 1, shown: true },
    { begins: 'echo \'{ "iss"', exitCode: 1, shown: true },
    { begins: "npx vend trust my.yaml", prints: /sts:ExternalId/ },
    { begins: "npx vend init policy-map.yaml", prints: /policy-map.yaml is written/ },
  ],
};

const localStack: TriedPage = {
  path: "docs/local-stack.md",
  prepare: async (scratch) => {
    await ownMap(scratch);
    return await scratch.serve("npm start");
  },
  blocks: [
    {
      begins: "SECRET=... node",
      prints: /AccessKeyId: 'ASIA[\s\S]*code: 'ProofRequired'/,
      fill: (text, served) => text.replace("SECRET=...", `SECRET=${secretOf("report-runner", served)}`),
    },
    ownStart,
  ],
};

const webIdentity: TriedPage = {
  path: "docs/web-identity.md",
  prepare: async (scratch) => {
    const served = await scratch.serve("npm start");
    await fetchToken(scratch, served, "token");
    return served;
  },
  blocks: [
    {
      begins: "export AWS_ENDPOINT_URL_STS=",
      fill: (text) => text.replace("https://vend.corp.example", "http://127.0.0.1:8080").replace("/run/secrets/", ""),
    },
    {
      begins: "aws sts get-caller-identity --endpoint-url",
      needs: "aws",
      prints: identity,
      fill: (text) => text.replace("https://sts.eu-central-1.amazonaws.com", "http://127.0.0.1:8082"),
    },
  ],
};

const doctor: TriedPage = {
  path: "docs/doctor.md",
  prepare: async (scratch) => {
    await scratch.write("policy-map.yaml", demoMap(["nightly-report", "wrong-external-id"]));
    return await scratch.serve("npm start");
  },
  blocks: [
    {
      begins: "npx vend doctor policy-map.yaml",
      exitCode: 1,
      shown: true,
      fill: (text, served) => `export ${/^env (.*) npx vend doctor/m.exec(served)?.[1]}\n${text}`,
    },
  ],
};

const diff: TriedPage = {
  path: "docs/diff.md",
  prepare: async (scratch) => {
    await scratch.run("npx vend init OLD && sed s/1h/30m/ OLD > NEW");
    return "";
  },
  blocks: [{ begins: "npx vend diff OLD NEW", prints: /^- grant nightly-report: duration: was 3600 s, now 1800 s$/m }],
};

const openApi: TriedPage = {
  path: "docs/openapi.md",
  prepare: (scratch) => scratch.serve("npm start"),
  blocks: [
    {
      begins: "curl --silent",
      needs: "curl",
      fill: (text) => `${text}grep -o '"openapi": *"[0-9.]*"' openapi.json`,
      prints: /^"openapi": *"3\.1\.\d"$/m,
    },
  ],
};

const report: TriedPage = {
  path: "docs/report.md",
  prepare: async (scratch) => (await scratch.run("npx vend init policy-map.yaml")).output,
  blocks: [{ begins: "npx vend report policy-map.yaml -o map.html", prints: /map\.html/ }],
};

const performance: TriedPage = {
  path: "docs/performance.md",
  prepare: nothing,
  blocks: [{ begins: "npm run --silent generate-map", prints: /^ok: 10,?000 grants/m }],
};

const copied: readonly (readonly [language: string, target: string])[] = [
  ["go", "internal"],
  ["java", "src/main/java"],
  ["php", "src"],
  ["python", ""],
  ["ruby", "lib"],
];

const clients = copied.map(
  ([language, target]): TriedPage => ({
    path: `clients/${language}/README.md`,
    prepare: async (scratch) =>
      (await scratch.run(`mkdir -p my-project/${target} my_project; ln -s "$CHECKOUT/clients" clients`)).output,
    blocks: [{ begins: "cp ", prints: /^$/ }],
  }),
);

/** Pages with blocks that are run here. */
export const triedPages: readonly TriedPage[] = [
  readme,
  quickStart,
  triedCommandLine,
  localStack,
  webIdentity,
  doctor,
  diff,
  openApi,
  report,
  performance,
  ...clients,
];
