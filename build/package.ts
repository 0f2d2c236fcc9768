import { writeFile } from "node:fs/promises";
import { compileMap } from "../cli/publish/compile-map.ts";
import { callerPolicies } from "../cli/trust/caller-policies.ts";
import { chooseMapFile } from "./package/choose-map-file.ts";
import { listArtifacts } from "./package/list-artifacts.ts";
import { readPackagedMap } from "./package/read-packaged-map.ts";
import { runNode } from "./package/run-node.ts";
import { runOsls } from "./package/run-osls.ts";

/*
 * Makes what would be deployed, in `.serverless/`: without network, credentials or settings. Options are the framework's, such as `--stage
 * production --region eu-west-1`.
 */
const mapFile = chooseMapFile(process.env);
const map = await readPackagedMap(mapFile);
await runNode("build/bundle.ts", []);

const service = "service";
const firstRoles = callerPolicies(map.document, service)
  .get(service)
  ?.Statement.flatMap(({ Resource }) => Resource);
const location = process.env["POLICY_MAP"] || "file:";
if (location.startsWith("file:")) await writeFile("dist/policy-map.json", compileMap(map).text);
await runOsls(["package", ...process.argv.slice(2)], {
  ...process.env,
  POLICY_MAP: location.startsWith("file:") ? "file:dist/policy-map.json" : location,
  ROLE_ARNS: process.env["ROLE_ARNS"] || [...new Set(firstRoles)].join(),
});

for (const { path, bytes, sha256 } of await listArtifacts(".serverless")) {
  console.log(`${sha256}  ${path} ${bytes} bytes`);
}
if (mapFile.isDemo) {
  console.log(
    `\nThis package has the rights that the demo's map needs, ${mapFile.path}: set POLICY_MAP_FILE to your own.`,
  );
}
