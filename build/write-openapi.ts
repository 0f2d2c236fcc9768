import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import packageFile from "../package.json" with { type: "json" };
import { openApiDocument } from "./openapi/openapi-document.ts";

const file = fileURLToPath(new URL("../shared/http/openapi.json", import.meta.url));
writeFileSync(file, `${JSON.stringify(openApiDocument(packageFile), undefined, 2)}\n`);
