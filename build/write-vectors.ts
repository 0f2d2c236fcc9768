import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readJsonVectors, readNaughtyStrings } from "../test/vectors/json-vector.ts";
import { judgeVectors } from "../test/vectors/judge-vectors.ts";
import { readTokenVectors } from "../test/vectors/token-vector.ts";
import { writeVectorsPage } from "../test/vectors/write-vectors-page.ts";

const page = writeVectorsPage(await judgeVectors(readTokenVectors()), readJsonVectors(), readNaughtyStrings());
writeFileSync(fileURLToPath(new URL("../docs/vectors.md", import.meta.url)), page);
