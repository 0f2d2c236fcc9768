import type { Claims } from "../../shared/model/claims.ts";
import type { Issuer } from "../../shared/model/issuer.ts";
import { CliError } from "../cli-error.ts";

/**
 * The issuer of the map that speaks for the caller: the one that was named, or the one of the `iss` claim.
 * @throws CliError where there is none, or where name and claim contradict each other
 */
export function findIssuer(issuers: readonly Issuer[], claims: Claims, name: string | undefined): Issuer {
  const names = issuers.map((issuer) => issuer.name).join(", ") || "none";
  const claimed = Object.hasOwn(claims, "iss") ? claims["iss"] : undefined;
  if (name === undefined && claimed === undefined) {
    throw new CliError(`the claims have no iss; add it, or name the issuer with --issuer (the map has ${names})`);
  }
  const issuer =
    name === undefined
      ? issuers.find((known) => known.issuer === claimed)
      : issuers.find((known) => known.name === name);
  if (issuer === undefined) {
    throw new CliError(
      name === undefined
        ? `no issuer of the map is ${JSON.stringify(claimed)}, compared exactly: such a token is refused with InvalidToken (the map has ${issuers.map((known) => known.issuer).join(", ") || "none"})`
        : `the map has no issuer ${JSON.stringify(name)} (it has ${names})`,
    );
  }
  if (claimed !== undefined && claimed !== issuer.issuer) {
    throw new CliError(`the claims have iss ${JSON.stringify(claimed)}, and issuer ${issuer.name} is ${issuer.issuer}`);
  }
  return issuer;
}
