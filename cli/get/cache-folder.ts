import type { Stats } from "node:fs";
import { lstat, mkdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { Environment } from "../../clients/node/settings.ts";
import { CliError } from "../cli-error.ts";
import { wordFailure } from "../input/read-text.ts";
import { isPrivate } from "./is-private.ts";

/**
 * The folder of kept credentials, made where it is not there: `vend` in `XDG_CACHE_HOME` (https://specifications.freedesktop.org/basedir),
 * or in `~/.cache`.
 * @throws CliError where anybody else could read or replace what is in it
 */
export async function openCacheFolder(env: Environment): Promise<string> {
  const { XDG_CACHE_HOME: cacheHome, HOME: home } = env;
  const parent = cacheHome && isAbsolute(cacheHome) ? cacheHome : home && join(home, ".cache");
  if (!parent) {
    throw new CliError(
      "no folder for kept credentials: neither XDG_CACHE_HOME nor HOME is set; set one, or say --no-cache",
    );
  }
  const folder = join(parent, "vend");
  let found: Stats;
  try {
    await mkdir(parent, { recursive: true });
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") {
        throw error;
      }
    });
    found = await lstat(folder);
  } catch (error) {
    throw new CliError(
      `${folder} cannot be used: ${wordFailure(error)}; set XDG_CACHE_HOME, or say --no-cache`,
      {},
      error,
    );
  }
  if (!found.isDirectory()) {
    throw new CliError(`${folder} is no folder, or a link to one; remove it, or say --no-cache`);
  }
  if (!isPrivate(found)) {
    throw new CliError(`${folder} is not yours alone (it must be yours, with mode 700); mend it, or say --no-cache`);
  }
  return folder;
}
