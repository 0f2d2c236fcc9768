import { configDefaults, defineConfig } from "vitest/config";
import config from "../../vitest.config.ts";

/** Every command of the docs and every runbook, as they are written. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ["test/docs/commands.test.ts", "test/operations/*.test.ts", "test/recipes/shell.test.ts"],
    exclude: configDefaults.exclude,
    reporters: ["default", ["json", { outputFile: "coverage/docs-results.json" }]],
  },
});
