import { createHash } from "node:crypto";
import { Html, html } from "./html.ts";
import { indexRoles, type ReachedAccount } from "./index-roles.ts";
import { pageParts } from "./page-parts.ts";
import { pictureData } from "./picture-data.ts";
import { renderChange, renderDate } from "./render-change.ts";
import { renderDenials } from "./render-denials.ts";
import { pressingFindings, renderFindings } from "./render-findings.ts";
import { renderGrant } from "./render-grant.ts";
import { renderIssuers } from "./render-issuers.ts";
import { renderRoles } from "./render-roles.ts";
import { renderTable } from "./render-table.ts";
import type { Report, ReportFinding } from "./report.ts";

/**
 * One page that needs nothing else: style and scripts are inside, by hash (CSP level 3 section 2.3.1), and everything
 * else is forbidden to it, network included. Holds no external ID and no key.
 */
export function renderReport(report: Report): string {
  const accounts = indexRoles(report.document);
  const { style, scripts } = pageParts();
  const data = JSON.stringify(pictureData(report.document, accounts)).replaceAll("<", "\\u003c");
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(style, scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Who may become what: ${report.fileName}</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#grants">Skip to the grants</a>
${renderHeader(report, accounts)}
${searchBar(report, accounts)}
<main>
${renderMain(report, accounts)}
</main>
<footer><p>Map <code>${report.digest}</code>, page made ${renderDate(report.madeAtMs)}</p></footer>
<script type="application/json" id="picture-data">${new Html(data)}</script>
${scripts.map((script) => html`<script>${new Html(script)}</script>\n`)}</body>
</html>
`.markup;
}

function contentSecurityPolicy(style: string, scripts: readonly string[]): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return `default-src 'none'; style-src ${hash(style)}; script-src ${scripts.map(hash).join(" ")}; base-uri 'none'; form-action 'none'`;
}

function renderHeader({ document, fileName, findings, changes }: Report, accounts: readonly ReachedAccount[]): Html {
  const roles = accounts.flatMap((account) => account.roles).length;
  const pressing = pressingFindings(findings).length;
  const others = findings.length - pressing;
  return html`<header>
<p class="eyebrow">Policy map</p>
<h1 dir="auto">${fileName}</h1>
${renderChange(changes.get(""))}
<nav aria-label="Sections"><ul>
${counted("#issuers", document.issuers.length, "issuer")}
${counted("#grants", document.grants.length, "grant")}
${counted("#roles", roles, "role", accounts.length === 1 ? "in 1 account" : `in ${accounts.length} accounts`)}
${counted("#deny", document.deny.length, "denial")}
${counted("#findings", pressing, "finding", others === 0 ? undefined : `and ${others} to know`)}
</ul></nav>
</header>`;
}

function counted(href: string, count: number, noun: string, more?: string): Html {
  return html`<li><a href="${href}"><b>${count.toLocaleString("en")}</b> ${count === 1 ? noun : `${noun}s`}${more !== undefined && html` <span class="muted">${more}</span>`}</a></li>`;
}

/** Hidden until the script that searches is there. */
function searchBar({ document }: Report, accounts: readonly ReachedAccount[]): Html {
  return html`<search hidden>
<label class="search-field"><span class="visually-hidden">Search grants, roles, claims</span>
<input type="search" id="query" placeholder="Search grants, roles, claims" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></label>
<label>Issuer <select id="by-issuer"><option value="">all</option>${document.issuers.map(({ name }, index) => html`<option value="${index}">${name}</option>`)}</select></label>
<label>Account <select id="by-account"><option value="">all</option>${accounts.map(({ id, names }, index) => html`<option value="${index}">${names.length === 0 ? id : names.join(", ")}</option>`)}</select></label>
<label>Show <select id="by-state"><option value="">everything</option><option value="finding">with findings</option><option value="shadow">in shadow mode</option><option value="default">default grants</option></select></label>
<button type="button" id="scope" hidden></button>
<button type="button" id="clear" hidden>Clear</button>
<output id="result" role="status" aria-live="polite"></output>
</search>`;
}

function renderMain(report: Report, accounts: readonly ReachedAccount[]): Html {
  const { document, findings, changes } = report;
  const roleIndexes = new Map(accounts.flatMap(({ roles }) => roles.map(({ arn, index }) => [arn, index])));
  const byGrant = Map.groupBy(findings, ({ path }) => (path[0] === "grants" ? path[1] : undefined));
  const grants = document.grants.map((grant, position) =>
    renderGrant(grant, {
      position,
      findings: byGrant.get(grant.name) ?? [],
      change: changes.get(`grants.${grant.name}`),
      roleIndex: (roleArn) => roleIndexes.get(roleArn) ?? 0,
    }),
  );
  return html`<section id="picture" aria-labelledby="picture-title"><h2 id="picture-title">From issuers to roles</h2>
<div id="picture-columns" class="scroll" role="region" aria-label="Picture: issuers, grants and roles" tabindex="0" hidden></div>
${renderTable(document.grants)}</section>
<section id="grants" aria-labelledby="grants-title" tabindex="-1"><h2 id="grants-title">Grants</h2>
<div id="grant-list">${grants.length === 0 ? html`<p class="muted">The map grants nothing to anybody.</p>` : grants}</div>
<p id="no-grants" class="muted" hidden>No grant fits.</p></section>
<section id="roles" aria-labelledby="roles-title" tabindex="-1"><h2 id="roles-title">Roles by account</h2>${renderRoles(accounts)}</section>
<section id="issuers" aria-labelledby="issuers-title" tabindex="-1"><h2 id="issuers-title">Issuers</h2>${renderIssuers(report)}</section>
<section id="deny" aria-labelledby="deny-title" tabindex="-1"><h2 id="deny-title">Deny list</h2><p class="muted lead">Wins over every grant.</p>${renderDenials(report)}</section>
<section id="findings" aria-labelledby="findings-title" tabindex="-1"><h2 id="findings-title">Findings</h2>${renderAllFindings(findings)}</section>`;
}

function renderAllFindings(findings: readonly ReportFinding[]): Html {
  if (findings.length === 0) return html`<p class="muted">The lints found nothing to say.</p>`;
  return renderFindings(findings);
}
