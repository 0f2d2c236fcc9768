import { expect, test } from "vitest";
import { readPackagedMap } from "../../../../build/package/read-packaged-map.ts";
import { soundMap, temporaryFiles } from "../../cli/run-vend.ts";

const file = temporaryFiles();
const read = (text: string) => readPackagedMap({ path: file("map.yaml", text), isDemo: false });

test("a sound map is read", async () => {
  expect((await read(soundMap)).document.grants.map(({ name }) => name)).toEqual(["nightly"]);
});

test.each([
  ["that is not valid", ["issuer: corp\n", "issuer: nobody\n"], /nobody/],
  [
    "that a lint finds an error in",
    ["    when:\n", "    accept: { no-such-lint: none }\n    when:\n"],
    /error\[unknown-lint\]/,
  ],
  [
    "whose own test fails",
    ["expect: { grant: nightly }", "expect: { refused: NotGranted }"],
    /not ok - the job gets its role/,
  ],
])("a map %s is refused with what check says", async (_what, [from = "", to = ""], said) => {
  const text = soundMap.replace(from, to);
  expect(text).not.toBe(soundMap);
  await expect(read(text)).rejects.toThrow(said);
});
