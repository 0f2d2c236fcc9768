import { type Html, html } from "./html.ts";
import type { Change } from "./report.ts";

/** Who last changed something, as far as that is known. */
export function renderChange(change: Change | undefined): Html | undefined {
  if (change === undefined) return undefined;
  if (change.commit === undefined) return html`<p class="change">Last change: not committed yet</p>`;
  return html`<p class="change">Last change: ${renderDate(change.atMs)} by <bdi>${change.author}</bdi>, <code>${change.commit.slice(0, 10)}</code> <q dir="auto">${change.summary}</q></p>`;
}

/** In UTC, to the minute. */
export function renderDate(atMs: number): Html {
  const iso = new Date(atMs).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}
