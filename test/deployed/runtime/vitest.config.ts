import { configDefaults, defineConfig } from "vitest/config";
import config from "../../../vitest.config.ts";

/** What `npm run package` makes, in Lambda's runtime client. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ["test/deployed/runtime/*.test.ts"],
    exclude: configDefaults.exclude,
    globalSetup: ["test/deployed/runtime/set-up.ts"],
    reporters: ["verbose", ["json", { outputFile: "coverage/deployed-results.json" }]],
    // What is measured is not to share the machine with what is tested.
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
