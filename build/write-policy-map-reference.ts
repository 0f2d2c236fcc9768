import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fillPolicyMapReference } from "./fill-policy-map-reference.ts";

const page = fileURLToPath(new URL("../docs/policy-map.md", import.meta.url));
writeFileSync(page, fillPolicyMapReference(readFileSync(page, "utf8")));
