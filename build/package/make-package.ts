import { chmod } from "node:fs/promises";
import type { LoadedMap } from "../../cli/input/load-map.ts";
import { modeOfMap } from "../../cli/input/mode-of-map.ts";
import { writeAtomically } from "../../cli/output/write-atomically.ts";
import { compileMap } from "../../cli/publish/compile-map.ts";
import { chooseMapFile, type MapFile } from "../rights/choose-map-file.ts";
import { checkFunctionSettings } from "./check-function-settings.ts";
import { checkSettings } from "./check-settings.ts";
import { listArtifacts } from "./list-artifacts.ts";
import { readPackagedMap } from "./read-packaged-map.ts";
import { readSettings } from "./read-settings.ts";
import { runNode } from "./run-node.ts";
import { runOsls } from "./run-osls.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A package, and what it was made of. */
export interface MadePackage {
  readonly mapFile: MapFile;
  readonly map: LoadedMap;
  /** What the framework was told. */
  readonly env: Environment;
  /** What of it the stage's settings do not have, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Makes what would be deployed, in `.serverless/`: without network and credentials.
 * @param shell the environment, which goes before the stage's settings
 * @param options the framework's, such as `--stage production`
 * @param refuse throws for a map that shall not be packaged
 * @throws Error where what is set does not go together, the map is not fit to be published, or a part of the work fails
 */
export async function makePackage(
  shell: Environment,
  options: readonly string[],
  refuse: (mapFile: MapFile) => void = () => {},
): Promise<MadePackage> {
  const { env, notes } = await readSettings("deploy/settings", shell, options);
  checkSettings(env);
  checkFunctionSettings(env);
  const { POLICY_MAP: location = "", POLICY_MAP_FILE: named = "" } = env;
  const mapFile = chooseMapFile({ policyMapFile: named, policyMap: location });
  refuse(mapFile);
  const map = await readPackagedMap(mapFile);
  await runNode("build/bundle.ts", []);
  const isWithin = location.startsWith("file:");
  // In the archive everybody may read it, as the framework has it: Lambda runs as another user.
  const mode = await modeOfMap(map);
  if (isWithin) await writeAtomically("dist/policy-map.json", compileMap(map).text, mode);
  const told = {
    ...env,
    POLICY_MAP: isWithin ? "file:dist/policy-map.json" : location,
    POLICY_MAP_FILE: mapFile.path,
  };
  await runOsls(["package", ...options], told);
  if (isWithin) await Promise.all((await listArtifacts(".serverless")).map(({ path }) => chmod(path, mode)));
  return { mapFile, map, env: told, notes };
}
