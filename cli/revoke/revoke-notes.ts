import type { MapTestResult } from "../../shared/policy-map/run-map-tests.ts";
import { count } from "../output/count.ts";
import type { SessionEnd } from "./end-sessions.ts";
import type { DenialPlan } from "./plan-denial.ts";

/** Enough to see what kind of grants they are. */
const shownNames = 10;

/** A test of the map that fails with the denial in it. */
interface FailingTest {
  readonly test: MapTestResult;
  /** Of what it expects, in the file as the command leaves it. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}

/** What somebody in a hurry must not overlook. */
export function revokeNotes(plan: DenialPlan, end: SessionEnd, failing: readonly FailingTest[]): readonly string[] {
  const { grant, subject, dropped, alsoLost } = plan;
  return [
    "publish the map, then attach the policy with a time after services have taken it: sessions that began in between live on",
    ...(dropped.length === 0
      ? []
      : [
          `a denial holds always and from everywhere: it is wider than the grant, which asks for ${dropped.join(" and ")}`,
        ]),
    ...(alsoLost.length === 0
      ? []
      : [`the deny list wins over every grant: whoever it fits also loses ${listNames(alsoLost)}, where they have it`]),
    ...(subject === undefined
      ? [`to shut one grant and nothing else, remove ${grant.name} or give it mode: shadow`]
      : end.reach === "role"
        ? [
            "the sessions of one subject cannot be told apart here (name and source identity do not come from sub alone): the policy ends everybody's",
          ]
        : []),
    ...(failing.length === 0
      ? []
      : [
          `${count(failing.length, "test")} of the map's own ${failing.length === 1 ? "fails" : "fail"} with the denial, so that neither publish nor services take the map; change before you publish:`,
          ...failing.map(wordRepair),
        ]),
  ];
}

/** A test that the denial fails is to say so, for as long as the denial is there. */
function wordRepair({ test: { name, got, expected }, place: { file, line, column } }: FailingTest): string {
  const [, code] = /^refused (\w+)$/.exec(got) ?? [];
  const repair = code === undefined ? `it got ${got}` : `write expect: { refused: ${code} }`;
  return `${file}:${line}:${column} ${JSON.stringify(name)}: ${repair} in place of ${expected}`;
}

function listNames(names: readonly string[]): string {
  const more = names.length - shownNames;
  return names.slice(0, shownNames).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
