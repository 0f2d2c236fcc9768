import { printPath } from "../../shared/policy-map/locate-findings.ts";
import { type Html, html } from "./html.ts";
import type { ReportFinding } from "./report.ts";

const levels = ["error", "warning", "info"] as const;
const levelNames = { error: "Error", warning: "Warning", info: "Note" } as const;

/** Errors and warnings that nobody has accepted: what a reviewer is to be stopped by. Notes are there to read. */
export function pressingFindings(findings: readonly ReportFinding[]): readonly ReportFinding[] {
  return findings.filter(({ level, acceptedBecause }) => level !== "info" && acceptedBecause === undefined);
}

/**
 * What the lints say, the worst first; the same said of many places is said once, with the places.
 * @param depth how many steps of the paths go without saying, since the list stands inside of what they name
 */
export function renderFindings(findings: readonly ReportFinding[], depth = 0): Html {
  const sorted = findings.toSorted((a, b) => rank(a) - rank(b));
  const alike = Map.groupBy(sorted, ({ acceptedBecause, lint, message, repair }) =>
    JSON.stringify([lint, message, repair, acceptedBecause]),
  );
  return html`<ul class="findings">${[...alike.values()].map((same) => renderAlike(same, depth))}</ul>`;
}

/** What is accepted with a reason comes last: somebody has thought about it. */
function rank({ level, acceptedBecause }: ReportFinding): number {
  return levels.indexOf(level) + (acceptedBecause === undefined ? 0 : levels.length);
}

function renderAlike(same: readonly ReportFinding[], depth: number): Html {
  const [first] = same;
  if (first === undefined) return html``;
  const { lint, level, message, repair, acceptedBecause } = first;
  const isAccepted = acceptedBecause !== undefined;
  return html`<li><span class="badge ${isAccepted ? "accepted" : level}">${isAccepted ? "Accepted" : levelNames[level]}</span>
<div><p class="finding-places">${same.map(({ path }) => renderPlace(path, depth))}</p>
<p dir="auto">${message}</p><p class="muted" dir="auto">Repair: ${repair} <span class="lint">${lint}</span></p>
${isAccepted && html`<p>Accepted: <span dir="auto">${acceptedBecause}</span></p>`}</div></li>
`;
}

function renderPlace(path: ReportFinding["path"], depth: number): Html {
  const [section, name] = path;
  const shown = printPath(path.slice(depth));
  const code = html`<code>${shown === "" ? "the whole" : shown}</code>`;
  const anchor = section === "grants" ? `grant-${name}` : section === "issuers" ? `issuer-${name}` : undefined;
  return anchor === undefined || depth > 0 ? html`${code} ` : html`<a href="#${anchor}">${code}</a> `;
}
