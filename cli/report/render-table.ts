import type { Grant } from "../../shared/model/policy-document.ts";
import { type Html, html } from "./html.ts";
import { accountIdOf, roleNameOf } from "./index-roles.ts";

/** The picture as a table: for readers without sight of it, without scripts, and on paper. */
export function renderTable(grants: readonly Grant[]): Html {
  return html`<details id="picture-table"><summary>The same as a table</summary>
<div class="scroll" role="region" aria-label="From issuers to roles, as a table" tabindex="0"><table>
<thead><tr><th scope="col">Issuer</th><th scope="col">Grant</th><th scope="col">Role</th><th scope="col">Account</th></tr></thead>
<tbody>${grants.map(renderRow)}</tbody>
</table></div></details>`;
}

function renderRow({ name, when, targets, mode }: Grant, position: number): Html {
  const roles = new Set(targets.map(({ roleArn }) => roleNameOf(roleArn)));
  const accounts = new Set(targets.map(({ account, roleArn }) => account ?? accountIdOf(roleArn)));
  return html`<tr data-position="${position}"><td>${when.issuers.join(", ")}</td><td><a href="#grant-${name}">${name}</a>${mode === "shadow" && " (shadow)"}</td><td>${[...roles].join(", ")}</td><td>${[...accounts].join(", ")}</td></tr>
`;
}
