import { compilePolicyMap } from "../../authorize/compile-policy-map.ts";
import type { Issuer } from "../../model/issuer.ts";
import type { Grant, PolicyDocument } from "../../model/policy-document.ts";
import type { PolicyMap } from "../../model/policy-map.ts";

/** One of the two maps that are compared, ready to be asked. */
export interface MapSide {
  readonly document: PolicyDocument;
  /** What the service would decide with. */
  readonly map: PolicyMap;
  /** By the map's own names. The two maps may call one issuer by two names: what counts is its `iss`. */
  readonly issuersByName: ReadonlyMap<string, Issuer>;
  readonly grantsByName: ReadonlyMap<string, Grant>;
}

export function createMapSide(document: PolicyDocument): MapSide {
  return {
    document,
    map: compilePolicyMap(document, "compared, never served"),
    issuersByName: new Map(document.issuers.map((issuer) => [issuer.name, issuer])),
    grantsByName: new Map(document.grants.map((grant) => [grant.name, grant])),
  };
}

/** The `iss` of each of these names. A name that the map has no issuer for speaks of nobody. */
export function issuerStrings(side: MapSide, names: readonly string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => side.issuersByName.get(name)?.issuer ?? []));
}

/** The grant of this name, if it vends. */
export function liveGrant(side: MapSide, name: string): Grant | undefined {
  const grant = side.map.findGrant(name)?.rule;
  return grant?.mode === "live" ? grant : undefined;
}

/** Whether the two maps call the same issuers by the same names. */
export function namesIssuersAlike(one: MapSide, other: MapSide): boolean {
  const names = ({ document }: MapSide) =>
    JSON.stringify(document.issuers.map(({ name, issuer }) => [name, issuer]).sort());
  return names(one) === names(other);
}
