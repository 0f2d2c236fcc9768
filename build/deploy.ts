import { awaitReady, type Readiness } from "./deploy/await-ready.ts";
import { profileOf } from "./deploy/profile-of.ts";
import { readStack } from "./deploy/read-stack.ts";
import { refuseRemovals } from "./deploy/refuse-removals.ts";
import { describePackage } from "./package/describe-package.ts";
import { makePackage } from "./package/make-package.ts";
import { runNode } from "./package/run-node.ts";
import { runOsls } from "./package/run-osls.ts";
import type { MapFile } from "./rights/choose-map-file.ts";

/*
 * Packages, looks what of the stack would leave, deploys, and publishes the map into the stack's own bucket, in this order: who may do what is
 * there before the map asks for it. Until the first map is there, the service answers that it is not ready.
 */
const allowRemoval = "--allow-removal";
const given = process.argv.slice(2);
// The framework does not know this one.
const options = given.filter((option) => option !== allowRemoval);
const readyPatienceMs = 60_000;
const stateTexts = {
  ready: "is ready",
  "not ready": "is NOT READY: /readyz says why, and the functions' logs",
  unknown: "cannot be reached from here: ask it for /readyz where it can",
} as const satisfies Record<Readiness, string>;

// Before any client of AWS's is made, here or in a process that is started from here.
const profile = profileOf(options);
if (profile !== undefined) process.env["AWS_PROFILE"] = profile;

try {
  const made = await makePackage(process.env, options, refuseDemo);
  console.log(await describePackage(made));
  const removals = await refuseRemovals(".serverless", given.includes(allowRemoval));
  if (removals.length > 0) console.log(["\nTaken away:", ...removals].join("\n  "));
  await runOsls(["deploy", "--package", ".serverless", ...options], made.env);
  process.exitCode = (await goLive(made.mapFile, made.env["POLICY_MAP"] ?? "")) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function refuseDemo({ isDemo }: MapFile): void {
  if (isDemo) {
    throw new Error(
      "the demo's map is not for AWS: name your own with POLICY_MAP_FILE, such as one that npx vend init makes",
    );
  }
}

/** @returns false where the service has said that it is not ready */
async function goLive({ path }: MapFile, location: string): Promise<boolean> {
  const { outputs, region } = await readStack(".serverless/serverless-state.json");
  const place = outputs["PolicyMapPlace"];
  const isPlaced = !location.startsWith("file:");
  if (location === "" && place !== undefined) {
    await runNode("cli/vend.mjs", ["publish", path, "--to", place], { ...process.env, AWS_REGION: region });
  }
  const url = outputs["ServiceUrl"] ?? "";
  const state = await awaitReady(url, readyPatienceMs);
  console.log(`
${url} ${stateTexts[state]}

Next:
  npx vend trust ${path} --service-role ${outputs["ServiceRoleArn"]} --as cloudformation -o trust/
    writes what each account of the map must carry; in several regions, with a --service-role for each
  ${isPlaced ? `npx vend publish ${path} --to ${location || place}` : "npm run deploy"}
    makes a changed map live; one with another role is for npm run deploy`);
  return state !== "not ready";
}
