import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fillCosts } from "../bench/costs/fill-costs.ts";

const page = fileURLToPath(new URL("../docs/scaling.md", import.meta.url));
writeFileSync(page, fillCosts(readFileSync(page, "utf8")));
