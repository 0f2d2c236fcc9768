import { parseStrictJson } from "../../shared/authenticate/parse-strict-json.ts";
import type { JsonVector } from "./json-vector.ts";
import type { VectorVerdict } from "./judge-vectors.ts";

/** `docs/vectors.md`. */
export function writeVectorsPage(
  verdicts: readonly VectorVerdict[],
  jsonVectors: readonly JsonVector[],
  naughtyStrings: readonly string[],
): string {
  return `# Public vectors

What other projects have found tokens and texts to break on, and what this service makes of it. Written by
\`node build/write-vectors.ts\`, and compared with what the verifier does by \`npm test\`. The vectors are not part of the project: they are read
from the folder that \`VECTORS_DIR\` names (\`../shared/vectors\` where it names none), and where that is missing the tests say that they
were skipped.

| folder | source | read |
|---|---|---|
| \`wycheproof\` | [Project Wycheproof](https://github.com/C2SP/wycheproof), \`testvectors_v1\`: JWS, JWE, JWK | ${countOf(verdicts, /^wycheproof/)} tokens |
| \`cookbook\` | [cookbook of RFC 7520](https://github.com/ietf-jose/cookbook) | ${countOf(verdicts, /^cookbook/)} tokens, 6 keys |
| \`jsontestsuite\` | [JSONTestSuite](https://github.com/nst/JSONTestSuite) | ${jsonVectors.length} texts |
| \`blns\` | [big list of naughty strings](https://github.com/minimaxir/big-list-of-naughty-strings) | ${naughtyStrings.length} strings |

\`npm run test:attack\` sends each of them over HTTP as well: tokens as bearer tokens; texts as bodies, and as signed headers and claims;
strings as subjects, other claims, key ids, grants, parameters and members of a body. None is answered with credentials that are not
due, with a 5xx, or with anything of what was sent.

## Tokens

Each with the public part of its own keys, as if an issuer had published them.

| corpus | all | valid, and accepted | invalid, and refused | not applicable: valid elsewhere, refused here |
|---|---|---|---|---|
${[...Map.groupBy(verdicts, ({ vector }) => vector.corpus)].map(writeCorpus).join("\n")}

No valid one is refused for another reason than these:

${writeReasons(verdicts)}

## JSON

Header and claims are read by a parser that is stricter than JSON: it refuses what two readers may understand in two ways.

| texts | all | read | refused |
|---|---|---|---|
${(["y", "n", "i"] as const).map((kind) => writeKind(kind, jsonVectors)).join("\n")}

JSON, and refused on purpose: ${listRefused(jsonVectors)}.
`;
}

function countOf(verdicts: readonly VectorVerdict[], corpus: RegExp): number {
  return verdicts.filter(({ vector }) => corpus.test(vector.corpus)).length;
}

function writeCorpus([corpus, verdicts]: readonly [string, readonly VectorVerdict[]]): string {
  const count = (wanted: VectorVerdict["verdict"]) => verdicts.filter(({ verdict }) => verdict === wanted).length;
  return `| ${corpus} | ${verdicts.length} | ${count("accepted")} | ${count("refused")} | ${count("not applicable")} |`;
}

function writeReasons(verdicts: readonly VectorVerdict[]): string {
  const inapplicable = verdicts.filter(({ verdict }) => verdict === "not applicable");
  return [...Map.groupBy(inapplicable, ({ reason }) => reason)]
    .map(([reason, group]) => {
      const byCorpus = [...Map.groupBy(group, ({ vector }) => vector.corpus)];
      const ids = byCorpus.map(([corpus, members]) => `${corpus} ${members.map(({ vector }) => vector.id).join(", ")}`);
      return `- ${reason} (${group.length}): ${ids.join("; ")}`;
    })
    .join("\n");
}

const kinds = { y: "JSON", n: "not JSON", i: "for each reader to decide" } as const;

function writeKind(kind: JsonVector["kind"], vectors: readonly JsonVector[]): string {
  const texts = vectors.filter((vector) => vector.kind === kind);
  const read = texts.filter(isRead).length;
  return `| ${kinds[kind]} | ${texts.length} | ${read} | ${texts.length - read} |`;
}

function listRefused(vectors: readonly JsonVector[]): string {
  return vectors
    .filter((vector) => vector.kind === "y" && !isRead(vector))
    .map(({ name }) => `\`${name}\``)
    .join(", ");
}

/** UTF-8 is checked before the parser is asked. */
export function isRead({ bytes }: JsonVector): boolean {
  return parseStrictJson(bytes.toString("utf8")) !== undefined;
}
