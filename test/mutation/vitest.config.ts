import { defineConfig } from "vitest/config";

/** The tests that bear on the steps whose code is mutated, and none that starts a process or a server. */
export default defineConfig({
  test: {
    include: [
      "test/unit/{authenticate,authorize}/*.test.ts",
      "test/property/{authorize-*,shadow-grants,verdict-memory}.test.ts",
    ],
    setupFiles: ["test/support/loopback-only.ts", "test/mutation/bound-properties.ts"],
    expect: { requireAssertions: true },
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
