import { fileURLToPath } from "node:url";

/** The function as it is deployed, made anew before anything is measured where it is older than its sources. */
export const functionFile = fileURLToPath(new URL("../../dist/vend-credentials/index.mjs", import.meta.url));
