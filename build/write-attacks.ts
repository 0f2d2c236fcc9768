import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { writeRegister } from "../test/attack/write-register.ts";

writeFileSync(fileURLToPath(new URL("../docs/attacks.md", import.meta.url)), writeRegister());
