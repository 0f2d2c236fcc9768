import { type Html, html } from "./html.ts";
import type { ReachedAccount, ReachedRole } from "./index-roles.ts";

/** The map read backwards: who reaches which role in which account. */
export function renderRoles(accounts: readonly ReachedAccount[]): Html {
  return html`<p class="muted lead">Each role with the grants that lead to it.</p>
<div id="role-list">${accounts.map(renderAccount)}</div>`;
}

function renderAccount({ id, names, roles }: ReachedAccount): Html {
  return html`<section class="account" id="account-${id}" tabindex="-1">
<h3>${names.length === 0 ? "Account" : names.join(", ")} <span class="muted number">${id}</span></h3>
<ul class="roles">${roles.map(renderRole)}</ul>
</section>`;
}

function renderRole({ arn, name, index, grants }: ReachedRole): Html {
  return html`<li class="role" id="role-${index}" tabindex="-1" data-role="${index}"><span class="role-title"><span class="role-name">${name}</span> <code class="muted">${arn}</code></span>
<span class="role-grants"><span class="visually-hidden">reached by</span> ${grants.map(
    ({ name: grant }, position) => html`${position > 0 && " "}<a href="#grant-${grant}">${grant}</a>`,
  )}</span></li>`;
}
