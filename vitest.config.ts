import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Those of other languages build and start programs for minutes: `npm run test:clients`. Lambda's runtime is compiled first: `npm run test:deployed`.
    // Every command of the docs is a process of its own: `npm run test:docs`. Packages take the framework some ten seconds each: `npm run test:packaging`.
    exclude: [
      ...configDefaults.exclude,
      "test/clients/!(node).test.ts",
      "test/deployed/{policies,template}.test.ts",
      "test/deployed/runtime/**",
      "test/docs/commands.test.ts",
      "test/operations/**",
      "test/packaging/**",
      "test/recipes/shell.test.ts",
    ],
    setupFiles: ["test/support/loopback-only.ts"],
    expect: { requireAssertions: true },
    restoreMocks: true,
    reporters: ["default", ["json", { outputFile: "coverage/test-results.json" }]],
    // Much of the time goes by in waiting for processes and for what shall time out; of two cores, vitest would leave one unused.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: {
      provider: "v8",
      include: ["shared/**/*.ts"],
      exclude: ["shared/model/ports.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
});
