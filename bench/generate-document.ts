import type { PolicyDocument } from "../shared/model/policy-document.ts";
import { checkShape } from "../shared/policy-map/check-shape.ts";
import { Findings } from "../shared/policy-map/findings.ts";
import { normaliseMap } from "../shared/policy-map/normalise-map.ts";
import { generateMap } from "../test/support/generate-map.ts";

/**
 * The document of a generated map, validated like any other but read from JSON: 100,000 grants are more than a text may
 * hold, and would take the YAML parser a minute.
 * @throws Error for a map that the schema does not take
 */
export function generateDocument(grants: number): PolicyDocument {
  const findings = new Findings();
  const shaped = checkShape(JSON.parse(generateMap(grants, "json")), findings);
  const document = normaliseMap(shaped, shaped.defaults, findings);
  const [first] = findings.all;
  if (first !== undefined) {
    throw new Error(`the generated map is invalid: ${first.path.join(".")} ${first.rule}`);
  }
  return document;
}
