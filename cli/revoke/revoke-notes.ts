import type { MapTestResult } from "../../shared/policy-map/run-map-tests.ts";
import { count } from "../output/count.ts";
import { printTime, type SessionEnd } from "./end-sessions.ts";
import type { DenialPlan } from "./plan-denial.ts";

/** Enough to see what kind of grants they are. */
const shownNames = 10;

/** A test of the map that fails with the denial in it. */
interface FailingTest {
  readonly test: MapTestResult;
  /** Of what it expects, in the file as the command leaves it. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}

/** What a revocation comes to. */
export interface Revocation {
  readonly plan: DenialPlan;
  readonly ends: readonly SessionEnd[];
  /** Sessions that began before this end, milliseconds since the epoch. */
  readonly beforeMs: number;
  readonly failing: readonly FailingTest[];
}

/** What somebody in a hurry must not overlook. */
export function revokeNotes({ plan, ends, beforeMs, failing }: Revocation): readonly string[] {
  const { grants, subject, dropped, alsoLost } = plan;
  const endsEverybody = ends.some(({ reach }) => reach === "role");
  const longestMs = Math.max(...grants.map(({ durationSeconds }) => durationSeconds)) * 1_000;
  return [
    `publish the map so that every instance has it by ${printTime(beforeMs)}: sessions that begin later live on, and then this command prints the policy anew`,
    ...(dropped.length === 0
      ? []
      : [
          `a denial holds always and from everywhere: it is wider than the grant, which asks for ${dropped.join(" and ")}`,
        ]),
    ...(alsoLost.length === 0
      ? []
      : [`the deny list wins over every grant: whoever it fits also loses ${listNames(alsoLost)}, where they have it`]),
    ...(subject === undefined && grants.length === 1 && grants[0] !== undefined
      ? [`to shut one grant and nothing else, remove ${grants[0].name} or give it mode: shadow`]
      : []),
    ...(subject !== undefined && endsEverybody
      ? [
          "the sessions of one subject cannot be told apart here (name and source identity do not come from sub alone): the policy ends everybody's",
        ]
      : []),
    ...(subject !== undefined && alsoLost.length > 0
      ? [
          "the policy is for this grant's roles; without --grant, and with --issuer, it is for all that the subject may have had",
        ]
      : []),
    ...(endsEverybody
      ? [
          "callers who are not denied get sessions from the cache that the policy has ended, for up to half of their life: change duration by a second, or all else that STS is asked, and publish that after the time above",
        ]
      : []),
    `take the denial out after ${printTime(beforeMs + longestMs)}, when all that it has ended has expired, from caches too`,
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
