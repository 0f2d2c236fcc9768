import type { Client } from "./client.ts";

/** Every client that there is: a new one is one line here and three in `LANGUAGE.test.ts`. */
export const clients = {
  node: {
    language: "node",
    versions: [process.execPath, "--version"],
    driver: [process.execPath, "clients/node/test/driver.mjs"],
    refreshes: "in the background",
    isRequired: true,
  },
} as const satisfies Record<string, Client>;
