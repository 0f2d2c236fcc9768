import type { MapTestResult } from "../../shared/policy-map/run-map-tests.ts";
import type { SessionEnd } from "./end-sessions.ts";
import type { DenialPlan } from "./plan-denial.ts";

/** Enough to see what kind of grants they are. */
const shownNames = 10;

/** What somebody in a hurry must not overlook. */
export function revokeNotes(plan: DenialPlan, end: SessionEnd, failing: readonly MapTestResult[]): readonly string[] {
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
          `${listNames(failing.map(({ name }) => JSON.stringify(name)))} of the map's own tests fail now: change them, or services refuse the map`,
        ]),
  ];
}

function listNames(names: readonly string[]): string {
  const more = names.length - shownNames;
  return names.slice(0, shownNames).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
