import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file that is deployed. */
export interface Artifact {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The zips and the template of the stack, by name. */
export async function listArtifacts(folder: string): Promise<readonly Artifact[]> {
  const names = (await readdir(folder)).filter((name) =>
    /\.zip$|^cloudformation-template-update-stack\.json$/.test(name),
  );
  return Promise.all(
    names.sort().map(async (name) => {
      const path = join(folder, name);
      const content = await readFile(path);
      return { path, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
    }),
  );
}
