import { expect, test } from "vitest";
import { packagesOf } from "../../../../build/bundle/packages-of.ts";

test("packages are known by the folders of the files, each once, the innermost of several", () => {
  const inputs = [
    "functions/health/handler.ts",
    "node_modules/zod/v4/index.js",
    "node_modules/zod/v4/core/api.js",
    "node_modules/@aws-sdk/client-s3/dist-es/index.js",
    "node_modules/@aws-sdk/client-s3/node_modules/tslib/tslib.es6.js",
    "when-needed:re2js",
  ];
  expect(packagesOf(inputs)).toEqual([
    "node_modules/@aws-sdk/client-s3",
    "node_modules/@aws-sdk/client-s3/node_modules/tslib",
    "node_modules/zod",
  ]);
});
