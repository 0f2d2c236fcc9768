import { writeFile } from "node:fs/promises";
import { compileMap } from "../cli/publish/compile-map.ts";
import { listArtifacts } from "./package/list-artifacts.ts";
import { readPackagedMap } from "./package/read-packaged-map.ts";
import { runNode } from "./package/run-node.ts";
import { runOsls } from "./package/run-osls.ts";
import { chooseMapFile } from "./rights/choose-map-file.ts";

/*
 * Makes what would be deployed, in `.serverless/`: without network, credentials or settings. Options are the framework's, such as `--stage
 * production --region eu-west-1`.
 */
const { POLICY_MAP: location = "", POLICY_MAP_FILE: named = "" } = process.env;
const mapFile = chooseMapFile({ policyMapFile: named, policyMap: location });
const map = await readPackagedMap(mapFile);
await runNode("build/bundle.ts", []);

const isWithin = location.startsWith("file:");
if (isWithin) await writeFile("dist/policy-map.json", compileMap(map).text);
await runOsls(["package", ...process.argv.slice(2)], {
  ...process.env,
  POLICY_MAP: isWithin ? "file:dist/policy-map.json" : location,
  POLICY_MAP_FILE: mapFile.path,
});

for (const { path, bytes, sha256 } of await listArtifacts(".serverless")) {
  console.log(`${sha256}  ${path} ${bytes} bytes`);
}
if (mapFile.isDemo) {
  console.log(
    `\nThis package has the rights that the demo's map needs, ${mapFile.path}: set POLICY_MAP_FILE to your own.`,
  );
}
