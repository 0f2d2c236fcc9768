import { configDefaults, defineConfig } from "vitest/config";
import config from "../../vitest.config.ts";

/** What takes whole packages, made from whole checkouts. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ["test/packaging/*.test.ts"],
    exclude: configDefaults.exclude,
    reporters: ["default"],
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
