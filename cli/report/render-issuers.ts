import type { Issuer, KeySource } from "../../shared/model/issuer.ts";
import { wordProofs } from "./describe-conditions.ts";
import { describeDuration } from "./describe-duration.ts";
import { type Html, html } from "./html.ts";
import { renderChange } from "./render-change.ts";
import { renderCode, renderWords } from "./render-words.ts";
import type { Report } from "./report.ts";
import { enumerate } from "./words.ts";

/** Whose word is trusted, and how far. */
export function renderIssuers(report: Report): Html {
  return html`<div class="issuers">${report.document.issuers.map((issuer) => renderIssuer(issuer, report))}</div>`;
}

function renderIssuer(issuer: Issuer, { document, changes }: Report): Html {
  const grants = document.grants.filter(({ when }) => when.issuers.includes(issuer.name)).length;
  const { tokenType, maxTokenAgeSeconds, requiredClaims } = issuer;
  return html`<section class="issuer" id="issuer-${issuer.name}" tabindex="-1">
<h3>${issuer.name} <span class="muted number">${grants} ${grants === 1 ? "grant" : "grants"}</span></h3>
<dl>
${row("Issuer", renderCode(issuer.issuer))}
${row("Audience", renderWords(enumerate(issuer.audiences, "or")))}
${row("Keys", renderKeys(issuer.keys))}
${row("Algorithms", renderWords(enumerate(issuer.algorithms)))}
${row("Token type", tokenType === undefined ? "any plain JWT or access token" : renderCode(tokenType))}
${row("Token age", maxTokenAgeSeconds === undefined ? "bounded by its lifetime only" : `at most ${describeDuration(maxTokenAgeSeconds)}`)}
${row("Token lifetime", `at most ${describeDuration(issuer.maxTokenLifetimeSeconds)}`)}
${row("Clock tolerance", describeDuration(issuer.clockToleranceSeconds))}
${row("Required claims", renderWords(enumerate([...new Set(["sub", "exp", ...requiredClaims])])))}
${row("Proof of possession", wordDemand(issuer))}
</dl>
${renderChange(changes.get(`issuers.${issuer.name}`))}
</section>`;
}

/** Where keys come from; of keys in the map only how many and of which kind. */
function renderKeys(keys: KeySource): Html {
  switch (keys.kind) {
    case "discovery":
      return html`by discovery, from the issuer's own address`;
    case "jwksUri":
      return html`from ${renderCode(keys.uri)}`;
    case "inline":
      return html`${keys.jwks.keys.length} in the map`;
  }
}

function wordDemand({ senderConstrained }: Issuer): string {
  if (senderConstrained === undefined) return "of bound tokens only";
  const nonce = senderConstrained.demandsNonce ? ", with a nonce of this service" : "";
  return `demanded: ${wordProofs(senderConstrained.methods)}${nonce}`;
}

function row(term: string, description: Html | string): Html {
  return html`<div><dt>${term}</dt><dd>${description}</dd></div>`;
}
