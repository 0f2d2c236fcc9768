import type { Denial } from "../../shared/model/policy-document.ts";
import { describeClaim } from "./describe-conditions.ts";
import { type Html, html } from "./html.ts";
import { renderChange } from "./render-change.ts";
import { renderCode, renderWords } from "./render-words.ts";
import type { Report } from "./report.ts";

/** Who is shut out whatever the grants say, and why. */
export function renderDenials({ document, changes }: Report): Html {
  if (document.deny.length === 0) return html`<p class="muted">Nobody is on the deny list.</p>`;
  return html`<div class="scroll" role="region" aria-label="Deny list" tabindex="0"><table>
<thead><tr><th scope="col">Issuer</th><th scope="col">Who</th><th scope="col">Reason</th></tr></thead>
<tbody>${document.deny.map((denial, index) => renderDenial(denial, renderChange(changes.get(`deny.${index}`))))}</tbody>
</table></div>`;
}

function renderDenial({ issuers, claims, reason }: Denial, change: Html | undefined): Html {
  const who = claims.map((claim, index) => html`${index > 0 && " and "}${renderWords(describeClaim(claim))}`);
  return html`<tr class="denial"><td>${issuers.map((issuer) => html`${renderCode(issuer)} `)}</td><td>${who}</td><td><span dir="auto">${reason}</span>${change}</td></tr>`;
}
