import { z } from "zod";
import type { PolicyDocument } from "../model/policy-document.ts";
import { authoredTest } from "./authored-test.ts";
import { checkAgainst } from "./check-against.ts";
import { locateFindings } from "./locate-findings.ts";
import type { MapTest } from "./map-test.ts";
import { type KnownNames, normaliseTests } from "./normalise-tests.ts";
import { PolicyMapError } from "./policy-map-error.ts";
import { readSource } from "./read-source.ts";
import { mapTestsSchema } from "./schema.ts";

const envelope = mapTestsSchema.extend({ tests: z.array(z.unknown()) });

/**
 * Tests that stand in a file of their own: `{ version: 1, tests: [...] }`.
 * @param fileName only for messages
 * @param document the map that they are for; without it, the names that they use are not checked
 * @throws PolicyMapError with all that is wrong, each with line, column, path, rule and repair
 */
export function parseMapTests(text: string, fileName: string, document?: PolicyDocument): readonly MapTest[] {
  const source = readSource(text, fileName);
  const { value, findings } = source;
  const hasValue = value !== undefined && value !== null;
  const parts = hasValue ? checkAgainst(envelope, value, [], findings)?.tests : undefined;
  const shaped = (parts ?? []).map((part, index) => checkAgainst(authoredTest, part, ["tests", index], findings));
  const tests = normaliseTests(shaped, document && namesOf(document), findings);
  const problems = locateFindings([source]);
  if (problems.length > 0) throw new PolicyMapError(problems);
  return tests;
}

function namesOf({ issuers, grants }: PolicyDocument): KnownNames {
  const targets = grants.flatMap((grant) => grant.targets);
  return {
    issuers: new Map(issuers.map((issuer) => [issuer.name, issuer])),
    grants: new Map(grants.map((grant) => [grant.name, grant])),
    accounts: new Map(targets.flatMap(({ account }) => (account === undefined ? [] : [[account, account]]))),
  };
}
