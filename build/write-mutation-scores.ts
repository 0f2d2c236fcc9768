import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fillMutationScores, type MutationReport } from "./fill-mutation-scores.ts";

const fileAt = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const page = fileAt("docs/mutation-testing.md");
const report = JSON.parse(readFileSync(fileAt("reports/mutation/mutation.json"), "utf8")) as MutationReport;
writeFileSync(page, fillMutationScores(readFileSync(page, "utf8"), report));
