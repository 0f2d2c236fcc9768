import { fileURLToPath } from "node:url";

/** The function as it is deployed, made by `npm run build` before anything is measured. */
export const functionFile = fileURLToPath(new URL("../../dist/vend-credentials/index.mjs", import.meta.url));
