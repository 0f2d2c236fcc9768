import type { Issuer } from "../../../model/issuer.ts";
import { type GrantConditions, weekdays } from "../../../model/policy-document.ts";
import type { LintRule } from "../lint-rule.ts";

/** Prefixes that take a large part of all addresses, and so are no condition. */
const widestPrefix = { ipv4: 8, ipv6: 16 } as const;

/** Conditions on network, time and sign-in that ask for less than they seem to, and on proofs that ask for more. */
export const circumstances: LintRule = ({ document }, report) => {
  for (const { name, when } of document.grants) {
    const path = ["grants", name, "when"];
    const wide = when.network?.cidrs.find(isWide);
    if (wide !== undefined) {
      const rule = `has ${wide}, which is a large part of all addresses`;
      report(
        "network-everywhere",
        [...path, "network", "cidr"],
        rule,
        "name your own networks, or remove the condition",
      );
    }
    const { time, mfa } = when;
    if (time !== undefined && weekdays.every((day) => time.days.includes(day)) && isWholeDay(time)) {
      report("time-window-always", [...path, "time"], "is never closed", "narrow it, or remove it");
    }
    if (mfa !== undefined && mfa.amr.length === 0 && mfa.acr.length === 0) {
      const rule = "asks how long ago somebody signed in, and not for a second factor";
      report("mfa-without-method", [...path, "mfa"], rule, "add amr or acr, with the values that your issuer writes");
    }
    const other = document.issuers.find(
      (issuer) => when.issuers.includes(issuer.name) && provesOtherwise(when, issuer),
    );
    if (other !== undefined) {
      const [asked, demanded] = [when.senderConstrained, other.senderConstrained?.methods].map((all) =>
        all?.join(" or "),
      );
      const rule = `asks for ${asked}, and issuer ${other.name} for ${demanded}: only tokens that are bound both ways pass`;
      report(
        "proof-methods-differ",
        [...path, "senderConstrained"],
        rule,
        "ask for what the issuer's tokens are bound by",
      );
    }
  }
};

function provesOtherwise(
  { senderConstrained: asked }: GrantConditions,
  { senderConstrained: demanded }: Issuer,
): boolean {
  return asked !== undefined && demanded !== undefined && !asked.some((method) => demanded.methods.includes(method));
}

function isWide(cidr: string): boolean {
  const [address = "", length] = cidr.split("/");
  return Number(length) < (address.includes(":") ? widestPrefix.ipv6 : widestPrefix.ipv4);
}

/** A window that ends when it begins, of a document that no author wrote, runs around the clock. */
function isWholeDay({ fromMinute, toMinute }: { readonly fromMinute: number; readonly toMinute: number }): boolean {
  return toMinute === fromMinute || toMinute - fromMinute === 24 * 60;
}
