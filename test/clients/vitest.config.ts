import { configDefaults, defineConfig } from "vitest/config";
import config from "../../vitest.config.ts";

/** Every client of `clients/`, in the languages that the machine has. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ["test/clients/*.test.ts"],
    exclude: configDefaults.exclude,
    reporters: ["default", ["json", { outputFile: "coverage/clients-results.json" }]],
  },
});
