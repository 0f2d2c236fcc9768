import { describe, expect, it } from "vitest";
import { PolicyMapError } from "../../../shared/policy-map/policy-map-error.ts";
import { type ReadPolicyMap, readPolicyMap } from "../../../shared/policy-map/read-policy-map.ts";

const issuers =
  'issuers: { corp: { issuer: "https://idp.corp.example", audience: vend, keys: { discovery: true }, algorithms: [ES256] } }';
const grant = (name: string, role = '"arn:aws:iam::111122223333:role/r"') =>
  `${name}: { when: { issuer: corp, claims: { sub: x } }, assume: { role: ${role} } }`;
const denial = (reason: string) => `- { issuer: corp, claims: { sub: z }, reason: ${reason} }`;
const test = (name: string) =>
  `- { name: ${name}, caller: { issuer: corp, claims: { sub: x } }, expect: { refused: GrantRequired } }`;

type Files = Readonly<Record<string, string>>;

/** Reads `maps/map.yaml`, which includes the others by their names. */
function read(map: string, files: Files = {}): ReadPolicyMap {
  return readPolicyMap(map, "maps/map.yaml", {
    readInclude: (path, from) => {
      expect(from).toBe("maps/map.yaml");
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error("secret of the disk"), { code: "ENOENT" });
      return { text, name: `maps/${path}` };
    },
  });
}

function problemsOf(map: string, files: Files = {}): string {
  try {
    read(map, files);
    return "";
  } catch (error) {
    if (!(error instanceof PolicyMapError)) throw error;
    return error.message;
  }
}

describe("a map that includes files", () => {
  const map = `version: 1
include: [teams/a.yaml, b.yaml]
${issuers}
accounts: { main: { id: "111122223333" } }
grants:
  ${grant("root")}
deny:
  ${denial("first")}
tests:
  ${test("first")}
defaults: { assume: { duration: 2h } }
accept: { a-lint: for all }
`;
  const files = {
    "teams/a.yaml": `# of team a
version: 1
grants:
  ${grant("of-a", "r, account: main")}
deny:
  ${denial("second")}
tests:
  ${test("second")}
  ${test("third")}
`,
    "b.yaml": `version: 1
accounts: { b: { id: "444455556666" } }
issuers: { lab: { issuer: lab, audience: x, keys: { jwks: { keys: [{ kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }] } }, algorithms: [ES256], accept: { c-lint: lab } } }
grants:
  ${grant("of-b", "r, accounts: [b, main]").replace("assume", "accept: { b-lint: b's reason }, assume")}
deny:
  ${denial("third")}
`,
  };

  it("is one map, in the order of the files", () => {
    const { document, tests, acceptances } = read(map, files);
    expect(document.issuers.map(({ name }) => name)).toEqual(["corp", "lab"]);
    expect(document.grants.map(({ name, durationSeconds }) => [name, durationSeconds])).toEqual([
      ["root", 7200],
      ["of-a", 7200],
      ["of-b", 7200],
    ]);
    expect(document.grants[2]?.targets.map(({ account }) => account)).toEqual(["b", "main"]);
    expect(document.deny.map(({ reason }) => reason)).toEqual(["first", "second", "third"]);
    expect(tests.map(({ name, path }) => [name, path])).toEqual([
      ["first", ["tests", 0]],
      ["second", ["tests", 1]],
      ["third", ["tests", 2]],
    ]);
    expect(acceptances).toEqual([
      { path: [], lint: "a-lint", reason: "for all" },
      { path: ["issuers", "lab"], lint: "c-lint", reason: "lab" },
      { path: ["grants", "of-b"], lint: "b-lint", reason: "b's reason" },
    ]);
  });

  it("knows where each part is written", () => {
    const { locate } = read(map, files);
    const at = (...path: (string | number)[]) => {
      const { file, line, column } = locate(path);
      return `${file}:${line}:${column}`;
    };
    expect(at("grants", "root")).toBe("maps/map.yaml:6:9");
    expect(at("grants", "of-a", "assume", "role")).toBe("maps/teams/a.yaml:4:71");
    expect(at("grants", "of-a", "assume", "duration")).toBe("maps/map.yaml:11:33");
    expect(at("grants", "of-b", "assume", "sessionName")).toBe("maps/b.yaml:5:95");
    expect(at("issuers", "lab", "keys")).toBe("maps/b.yaml:3:51");
    expect(at("accounts", "b")).toBe("maps/b.yaml:2:16");
    expect(at("deny", 0, "reason")).toBe("maps/map.yaml:8:49");
    expect(at("deny", 1, "reason")).toBe("maps/teams/a.yaml:6:49");
    expect(at("deny", 2)).toBe("maps/b.yaml:7:5");
    expect(at("tests", 2, "expect")).toBe("maps/teams/a.yaml:9:74");
    expect(at("deny", 3)).toBe("maps/map.yaml:7:1");
    expect(at("grants", "nowhere")).toBe("maps/map.yaml:5:1");
    expect(at("defaults", "assume")).toBe("maps/map.yaml:11:21");
    expect(at("nowhere")).toBe("maps/map.yaml:1:1");
    expect(at()).toBe("maps/map.yaml:1:1");
  });
});

const including = (...paths: readonly string[]) =>
  `version: 1\ninclude: ${JSON.stringify(paths)}\n${issuers}\ngrants:\n  ${grant("root")}\n`;

describe("what is wrong with included files", () => {
  it.each([
    [
      "one that is not there",
      "a.yaml",
      '"a.yaml" does not exist; correct the path: it starts at the folder of the map',
    ],
    ["an absolute path", "/etc/passwd", null],
    ["a path of Windows", "C:a.yaml", null],
    ["a backslash", "teams\\a.yaml", null],
    ["the folder above", "../a.yaml", null],
    ["a way down and up", "teams/../../a.yaml", null],
    ["a dot", "./a.yaml", null],
    ["two slashes", "teams//a.yaml", null],
    ["a slash at the end", "teams/", null],
    ["a control character", "a\u0000.yaml", null],
    ["an address", "https://x.example/a.yaml", null],
  ])("%s", (_what, path, rule) => {
    const outside = `${JSON.stringify(path)} is not a path inside the map's folder; write such as grants/etl.yaml: relative, without . and ..`;
    expect(problemsOf(including(path))).toBe(`maps/map.yaml:2:11 include[0]: ${rule ?? outside}`);
  });

  it("an empty path", () => {
    expect(problemsOf(including(""))).toBe(
      "maps/map.yaml:2:11 include[0]: must not be empty; write at least one character",
    );
  });

  it("a path that is no text", () => {
    expect(problemsOf("version: 1\ninclude: [1]")).toBe(
      "maps/map.yaml:2:11 include[0]: must be text, not a number; put it in quotes",
    );
  });

  it("one that cannot be read, without what the disk says of it", () => {
    const readInclude = () => {
      throw new Error("secret of the disk");
    };
    expect(() => readPolicyMap(including("a.yaml"), "map.yaml", { readInclude })).toThrow(
      /^map.yaml:2:11 include\[0\]: "a.yaml" cannot be read; correct the path: it starts at the folder of the map$/,
    );
  });

  it("one that is included twice, of whose names nothing is said", () => {
    expect(problemsOf(including("a.yaml", "a.yaml"), { "a.yaml": `version: 1\ngrants: { ${grant("of-a")} }` })).toBe(
      'maps/map.yaml:2:20 include[1]: "a.yaml" is included twice; keep one of them',
    );
  });

  it("more than a hundred", () => {
    const paths = Array.from({ length: 101 }, (_, index) => `${index}.yaml`);
    const files = Object.fromEntries(paths.map((path) => [path, "version: 1"]));
    expect(problemsOf(including(...paths.slice(0, 100)), files)).toBe("");
    expect(problemsOf(including(...paths), files)).toBe(
      "maps/map.yaml:2:10 include: has 101 files, over the limit of 100; join some",
    );
  });

  it("any, where nothing reads files", () => {
    expect(() => readPolicyMap(including("a.yaml"), "map.yaml")).toThrow(
      /^map.yaml:2:10 include: cannot be followed: /,
    );
    expect(readPolicyMap("version: 1\ninclude: []", "map.yaml").document.grants).toEqual([]);
  });

  it.each([
    ["include", "include: [b.yaml]"],
    ["defaults", "defaults: { format: env }"],
    ["accept", "accept: { a-lint: x }"],
  ])("one that says %s itself", (key, line) => {
    expect(problemsOf(including("a.yaml"), { "a.yaml": `version: 1\n${line}` })).toBe(
      `maps/a.yaml:2:1 ${key}: is for the map itself, not for a file that it includes; move it to the map`,
    );
  });

  it.each([
    ["nothing", "", "maps/a.yaml:1:1: is empty; begin with version: 1"],
    ["no version", "grants: {}", "maps/a.yaml:1:1 version: is missing; write 1"],
    ["no YAML", "version: [", "maps/a.yaml:1:11: is not indented as what it belongs to; align it"],
    ["a list", "[]", "maps/a.yaml:1:1: must be a mapping, not a list; write a mapping"],
    ["a slip", "version: 1\ngrant: {}", "maps/a.yaml:2:1 grant: is not a known key; did you mean grants?"],
  ])("one with %s", (_what, text, problems) => {
    expect(problemsOf(including("a.yaml"), { "a.yaml": text })).toBe(problems);
  });

  it("what is wrong in several, file by file", () => {
    const a = `version: 1\ngrants:\n  ${grant("of-a", "r, account: nowhere")}\n  ${grant("Of-a")}`;
    const b = `\uFEFFversion: 1\ndeny:\n  - { issuer: nobody, claims: { sub: x }, reason: y }`;
    const root = including("a.yaml", "b.yaml").replace("sub: x", 'sub: { matches: "(" }');
    expect(problemsOf(root, { "a.yaml": a, "b.yaml": b }).split("\n")).toEqual([
      expect.stringMatching(/^maps\/map.yaml:5:\d+ grants.root.when.claims.sub.matches: "\(" is not a regular/),
      'maps/a.yaml:3:83 grants.of-a.assume.account: "nowhere" is not an account of this map; add it to accounts, or name one that is there',
      expect.stringMatching(/^maps\/a.yaml:4:3 grants.Of-a: "Of-a" is not a name/),
      expect.stringMatching(/^maps\/b.yaml:3:15 deny\[0\].issuer: "nobody" is not an issuer of this map/),
    ]);
  });

  it("names that are there already, with both places", () => {
    const a = `version: 1\naccounts: { main: { id: "111122223333" } }\ngrants:\n  ${grant("root")}\n  ${grant("twice")}`;
    const b = `version: 1\nissuers: { corp: 1 }\naccounts: { main: { id: "111122223333" } }\ngrants:\n  ${grant("twice")}`;
    expect(problemsOf(including("a.yaml", "b.yaml"), { "a.yaml": a, "b.yaml": b }).split("\n")).toEqual([
      "maps/a.yaml:4:3 grants.root: is the name of another entry already, at maps/map.yaml:5:3; rename one of them",
      "maps/b.yaml:2:12 issuers.corp: is the name of another entry already, at maps/map.yaml:3:12; rename one of them",
      "maps/b.yaml:2:18 issuers.corp: must be a mapping, not a number; write a mapping",
      "maps/b.yaml:3:13 accounts.main: is the name of another entry already, at maps/a.yaml:2:13; rename one of them",
      "maps/b.yaml:5:3 grants.twice: is the name of another entry already, at maps/a.yaml:5:3; rename one of them",
    ]);
  });

  it("one issuer by two names", () => {
    const a = `version: 1\n${issuers.replace("corp:", "again:")}`;
    expect(problemsOf(including("a.yaml"), { "a.yaml": a })).toBe(
      'maps/a.yaml:2:29 issuers.again.issuer: "https://idp.corp.example" is the issuer of corp already; keep one entry an issuer',
    );
  });

  it("a default of the map that does not fit a grant of theirs", () => {
    const root = `${including("a.yaml")}defaults:\n  assume: { duration: 2h }\n`;
    const a = `version: 1\ngrants: { ${grant("of-a", '"arn:aws:iam::111122223333:role/r", via: ["arn:aws:iam::111122223333:role/hub"]')} }`;
    expect(problemsOf(root, { "a.yaml": a })).toBe(
      "maps/map.yaml:7:23 defaults.assume.duration: 2h is over the one-hour limit of a role chain (in of-a); use at most 1h",
    );
  });

  it("two tests of one name", () => {
    const a = `version: 1\ntests:\n  ${test("same")}`;
    const root = `${including("a.yaml")}tests:\n  ${test("same")}\n`;
    expect(problemsOf(root, { "a.yaml": a })).toBe(
      'maps/a.yaml:3:13 tests[0].name: "same" is the name of an earlier test; rename one of them',
    );
  });
});
