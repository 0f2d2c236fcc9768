import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stsCodes } from "../../../shared/present/sts-codes.ts";

test("docs/web-identity.md says of each code what it is called in the protocol of STS", () => {
  const page = readFileSync(new URL("../../../docs/web-identity.md", import.meta.url), "utf8");
  const rows = page.matchAll(/^\| `(\w+)` \| (\d+) \| ((?:`\w+`(?:, )?)+) \|$/gm);
  const documented = [...rows].flatMap(([, code, status, own = ""]) =>
    [...own.matchAll(/\w+/g)].map(([name]) => [name, { status: Number(status), code }] as const),
  );
  expect(documented).toHaveLength(Object.keys(stsCodes).length);
  expect(Object.fromEntries(documented)).toEqual(stsCodes);
});
