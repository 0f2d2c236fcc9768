import { expect, test } from "vitest";
import { bomOf } from "../../../../build/package/bom-of.ts";

const installed = {
  serialNumber: "urn:uuid:1",
  metadata: { timestamp: "2026-11-26T05:00:00Z", component: { "bom-ref": "vending@0.1.0", name: "checkout" } },
  components: [{ "bom-ref": "zod@4.6.7" }, { "bom-ref": "vitest@5.1.1" }, { "bom-ref": "@scope/a@1.0.0" }],
  dependencies: [
    { ref: "vending@0.1.0", dependsOn: ["zod@4.6.7", "vitest@5.1.1"] },
    { ref: "zod@4.6.7", dependsOn: [] },
    { ref: "vitest@5.1.1", dependsOn: ["zod@4.6.7"] },
  ],
};

test("of what is installed, what is bundled is left, and nothing of the day or the folder", () => {
  expect(bomOf(installed, [{ name: "zod", version: "4.6.7" }], "vending")).toEqual({
    metadata: { component: { "bom-ref": "vending@0.1.0", name: "vending" } },
    components: [{ "bom-ref": "zod@4.6.7" }],
    dependencies: [
      { ref: "vending@0.1.0", dependsOn: ["zod@4.6.7"] },
      { ref: "zod@4.6.7", dependsOn: [] },
    ],
  });
});

test("what is bundled and not in the list is an error", () => {
  const packages = [{ name: "zod", version: "4.6.6" }];
  expect(() => bomOf(installed, packages, "vending")).toThrow("bundled, and not in npm's list: zod@4.6.6");
});
