import { createRequire } from "node:module";

// The bundle's exports, once it is warm: `build/bundle.ts` puts this file beside each.
const { handler, warm } = createRequire(import.meta.url)("./function.cjs");

await warm;

export { handler };
