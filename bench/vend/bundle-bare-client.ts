import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * The SDK's client for STS and nothing else, made into one file as the functions are: from its packages as they are installed it
 * takes longer for each call, and what the service adds would look smaller than it is.
 * @returns the file
 */
export async function bundleBareClient(folder: string): Promise<string> {
  const outfile = join(folder, "bare-client.cjs");
  await build({
    stdin: {
      contents: 'export { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";',
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    minify: true,
    logLevel: "warning",
  });
  return outfile;
}
