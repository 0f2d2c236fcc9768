import { configDefaults, defineConfig } from "vitest/config";
import config from "../../vitest.config.ts";

/** What takes whole packages, and whole checkouts. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ["test/packaging/*.test.ts", "test/deployed/{policies,template}.test.ts"],
    exclude: configDefaults.exclude,
    reporters: ["default", ["json", { outputFile: "coverage/packaging-results.json" }]],
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
