import { describe, expect, test } from "vitest";
import { runVend, temporaryFiles } from "../unit/cli/run-vend.ts";
import { readRecipes } from "./read-recipes.ts";

const write = temporaryFiles();
const blocks = readRecipes();
const head = blocks.find(({ info }) => info === "yaml policy-map-head")?.text ?? "";

const recipes = blocks
  .filter(({ info }) => info === "yaml policy-map")
  .map(({ recipe, text }) => {
    const claims = blocks.find((block) => block.recipe === recipe && block.info === "json claims")?.text ?? "";
    return { recipe, map: head + text, claims };
  });

function explain(map: string, claims: string) {
  const { iat } = JSON.parse(claims) as { iat: number };
  const at = new Date((iat + 60) * 1_000).toISOString();
  const files = [write("policy-map.yaml", map), "--claims", write("claims.json", claims)];
  return runVend(["explain", ...files, "--ip", "203.0.113.5", "--at", at, "--nearest"]);
}

test("every recipe that names an issuer has a map", () => {
  expect(recipes.map(({ recipe }) => recipe)).toEqual([
    "Kubernetes",
    "GitLab CI",
    "GitHub Actions",
    "Jenkins",
    "SPIFFE",
    "An app with a client secret",
    "A database of RDS",
  ]);
});

describe.each(recipes)("the map for $recipe", ({ map, claims }) => {
  test("is without errors and warnings", async () => {
    const { exitCode, out } = await runVend(["check", write("policy-map.yaml", map), "--strict"]);
    expect(exitCode, out).toBe(0);
  });

  test("gives its grant to the claims beside it", async () => {
    const { exitCode, out, error } = await explain(map, claims);
    expect(exitCode, out + error).toBe(0);
    expect(out).toContain("GRANTED");
  });

  test("gives it to nobody else", async () => {
    const { sub } = JSON.parse(claims) as { sub: string };
    const others = claims.replaceAll(sub, "somebody-else").replace('"corp/reports"', '"corp/other"');
    expect(await explain(map, others)).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining("REFUSED NotGranted"),
    });
  });
});
