import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Tables first, arbitrary cases last: most mutants are dead before it comes to those. */
class TablesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isArbitrary = ({ moduleId }: TestSpecification) => Number(moduleId.includes("property"));
    return files.toSorted((one, other) => isArbitrary(one) - isArbitrary(other));
  }
}

/** The tests that bear on the steps whose code is mutated: none that starts a process or a server, none that takes many seconds. */
export default defineConfig({
  test: {
    include: [
      "test/unit/{authenticate,authorize}/*.test.ts",
      "test/property/authorize-{decision,index,names,policy}.test.ts",
    ],
    setupFiles: ["test/support/loopback-only.ts", "test/mutation/repeat-cases.ts"],
    sequence: { sequencer: TablesFirst },
    expect: { requireAssertions: true },
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
