import type { Grant, Target } from "../../shared/model/policy-document.ts";
import { describeConditions } from "./describe-conditions.ts";
import { describeDuration } from "./describe-duration.ts";
import { type Html, html } from "./html.ts";
import { accountIdOf, roleNameOf } from "./index-roles.ts";
import { printPolicy, printTemplate } from "./print-template.ts";
import { renderChange } from "./render-change.ts";
import { pressingFindings, renderFindings } from "./render-findings.ts";
import { renderCode, renderWords } from "./render-words.ts";
import type { Change, ReportFinding } from "./report.ts";

export interface GrantContext {
  /** Its place in the map: what the page's script knows it by. */
  readonly position: number;
  readonly findings: readonly ReportFinding[];
  readonly change: Change | undefined;
  /** The page's number of a role. */
  readonly roleIndex: (roleArn: string) => number;
}

/** One grant: closed, a line; open, all that the map says of it. */
export function renderGrant(grant: Grant, context: GrantContext): Html {
  return html`<details class="grant" id="grant-${grant.name}" data-position="${context.position}" data-state="${stateOf(grant, context)}">
<summary>
<span class="grant-name"><h3>${grant.name}</h3>${renderBadges(grant, context.findings)}
<span class="grant-description" dir="auto">${grant.description}</span></span>
${renderWay(grant)}
</summary>
<div class="grant-body">
<div class="grant-columns">
<div><h4>When all of this holds</h4>
<ul class="conditions">${describeConditions(grant.when).map((words) => html`<li>${renderWords(words)}</li>`)}</ul></div>
<div><h4>${grant.mode === "shadow" ? "It would give" : "It gives"}</h4>
<dl>${renderTargets(grant, context)}${renderSession(grant)}</dl></div>
</div>
${renderPolicy(grant)}
${context.findings.length > 0 && html`<div><h4>Findings</h4>${renderFindings(context.findings, 2)}</div>`}
${renderChange(context.change)}
</div>
</details>
`;
}

/** What the page's filter can ask for. */
function stateOf(grant: Grant, { findings }: GrantContext): string {
  const states = {
    finding: pressingFindings(findings).length > 0,
    shadow: grant.mode === "shadow",
    default: grant.isDefault,
  };
  return Object.entries(states)
    .filter(([, holds]) => holds)
    .map(([state]) => state)
    .join(" ");
}

function renderBadges(grant: Grant, findings: readonly ReportFinding[]): Html {
  const pressing = pressingFindings(findings);
  const level = pressing.some((finding) => finding.level === "error") ? "error" : "warning";
  return html`${grant.mode === "shadow" && html` <span class="badge shadow">Shadow</span>`}${
    grant.isDefault && html` <span class="badge">Default</span>`
  }${grant.oneTime && html` <span class="badge">One-time</span>`}${
    pressing.length > 0 &&
    html` <span class="badge ${level}">${pressing.length} ${pressing.length === 1 ? "finding" : "findings"}</span>`
  }`;
}

/** From whom to where, for the closed line: the links to follow are inside. */
function renderWay(grant: Grant): Html {
  const [first] = grant.targets;
  const more = grant.targets.length - 1;
  const account = first?.account ?? accountIdOf(first?.roleArn ?? "");
  return html`<span class="grant-issuers">${grant.when.issuers.join(", ")}</span>
<span class="grant-target"><span class="role-name">${roleNameOf(first?.roleArn ?? "")}</span> <span class="muted">in ${account}${more > 0 && ` and ${more} more`}</span></span>
<span class="grant-duration muted">${describeDuration(grant.durationSeconds)}</span>`;
}

function renderTargets(grant: Grant, context: GrantContext): Html {
  return html`${row(
    grant.targets.length === 1 ? "Role" : "Roles",
    html`<ul>${grant.targets.map((target) => renderTarget(target, context))}</ul>`,
  )}${
    grant.via.length > 0 &&
    row(
      "By way of",
      html`<ol>${grant.via.map(({ roleArn, externalId }) => html`<li>${renderCode(roleArn)} ${renderExternalId(externalId)}</li>`)}</ol>`,
    )
  }`;
}

function renderTarget({ account, roleArn, externalId, region }: Target, context: GrantContext): Html {
  return html`<li><a href="#role-${context.roleIndex(roleArn)}"><code>${roleArn}</code></a>
<span class="muted">${account !== undefined && html`account ${account}, `}${region !== undefined && html`STS in ${region}, `}${renderExternalId(externalId)}</span></li>`;
}

/** Whether there is one, never which: it is as good as half a secret, and the page is for passing on. */
function renderExternalId(externalId: unknown): Html {
  return html`<span class="muted">${externalId === undefined ? "no external ID" : "with external ID"}</span>`;
}

function renderSession(grant: Grant): Html {
  const { tags, transitiveTagKeys, parameters, policyArns, sourceIdentity } = grant;
  return html`${row("Duration", html`at most ${describeDuration(grant.durationSeconds)}${grant.capAt && ", and no longer than the token lives"}`)}
${grant.oneTime && row("Tokens", "each is good for one session")}
${row("Session name", renderCode(printTemplate(grant.sessionName)))}
${row("Source identity", sourceIdentity === undefined ? none : renderCode(printTemplate(sourceIdentity)))}
${row(
  "Tags",
  tags.length === 0
    ? none
    : html`<ul>${tags.map(({ key, value }) => html`<li>${renderCode(key)} = ${renderCode(printTemplate(value))}${transitiveTagKeys.includes(key) && html` <span class="muted">transitive</span>`}</li>`)}</ul>`,
)}
${policyArns.length > 0 && row("Managed policies", html`<ul>${policyArns.map((arn) => html`<li>${renderCode(arn)}</li>`)}</ul>`)}
${
  parameters.length > 0 &&
  row(
    "Parameters",
    html`<ul>${parameters.map(({ name, pattern, description }) => html`<li>${renderCode(name)} matches ${renderCode(pattern)} <span class="muted" dir="auto">${description}</span></li>`)}</ul>`,
  )
}
${row("Format", html`${renderCode(grant.format)}${grant.answersAccountId && " with the account id"}`)}
${row("Mode", grant.mode === "live" ? "live" : "shadow: decided and audited, never vended")}`;
}

const none = html`<span class="muted">none</span>`;

function row(term: string, description: Html | string): Html {
  return html`<div><dt>${term}</dt><dd>${description}</dd></div>`;
}

function renderPolicy({ policy, policyArns, name }: Grant): Html {
  return html`<div><h4>Session policy</h4>${
    policy === undefined
      ? html`<p class="muted">${policyArns.length > 0 ? "None beside the managed policies." : "None: the session may do whatever the role may."}</p>`
      : html`<pre tabindex="0" aria-label="Session policy of ${name}"><code>${printPolicy(policy)}</code></pre>`
  }</div>`;
}
