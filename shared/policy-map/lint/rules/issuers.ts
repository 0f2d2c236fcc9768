import type { LintRule } from "../lint-rule.ts";

const longestLifetimeSeconds = 24 * 3_600;

export const issuers: LintRule = ({ document }, report) => {
  for (const { name, issuer, requiredClaims, tokenType, maxTokenLifetimeSeconds } of document.issuers) {
    const path = ["issuers", name];
    if (!requiredClaims.includes("jti")) {
      const rule = "lets tokens without an id in: the audit record cannot name them, and a replay is not seen";
      report("issuer-without-jti", path, rule, "add jti to requiredClaims, if the issuer writes it");
    }
    if (tokenType === undefined) {
      const rule = "takes every plain JWT for an access token, ID tokens too";
      report("issuer-without-token-type", path, rule, "write tokenType: at+jwt, if the issuer's access tokens say so");
    }
    if (maxTokenLifetimeSeconds > longestLifetimeSeconds) {
      const rule = "is over 24 hours: a stolen token is good for as long";
      report("long-token-lifetime", [...path, "maxTokenLifetime"], rule, "use at most 24h, or set maxTokenAge as well");
    }
    if (/^http:/i.test(issuer)) {
      const rule = "is on the machine that the service runs on: anybody who runs something there is it";
      report("loopback-issuer", [...path, "issuer"], rule, "name the real issuer, before this map is deployed");
    }
  }
};
