import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SignatureAlgorithm } from "../../shared/model/issuer.ts";
import { writeCompiledMap } from "../../shared/policy-map/compiled/write-compiled-map.ts";
import { readPolicyMap } from "../../shared/policy-map/read-policy-map.ts";
import { generateMap } from "../../test/support/generate-map.ts";
import { startStsStub } from "../../test/support/sts-stub.ts";
import { createTokenIssuer, type TokenIssuer } from "../../test/support/token-issuer.ts";

/** What a function runs in: an issuer that it trusts, a compiled map, and an STS. */
export interface World {
  readonly issuer: TokenIssuer;
  readonly folder: string;
  /** What Lambda gives a function. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** The name of the grant that the callers of the issuer get. */
export const measuredGrant = "measured";

/** @param options.otherGrants how many grants of a generated map stand beside the one that is asked for */
export async function prepareWorld(
  options: { readonly algorithm?: SignatureAlgorithm; readonly otherGrants?: number } = {},
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "vend-bench-"));
  const sts = await startStsStub();
  const issuer = await createTokenIssuer({ algorithm: options.algorithm ?? "ES256" });
  const mapFile = join(folder, "map.json");
  await writeFile(mapFile, compileMap(issuer, options.otherGrants ?? 0));
  return {
    issuer,
    folder,
    env: {
      AWS_REGION: "eu-central-1",
      AWS_ENDPOINT_URL_STS: sts.url,
      AWS_ACCESS_KEY_ID: "ASIAEXAMPLESERVICE00",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      AWS_SESSION_TOKEN: "service-session",
      POLICY_MAP: `file:${mapFile}`,
    },
    close: async () => {
      await sts.close();
      await rm(folder, { recursive: true });
    },
  };
}

function compileMap({ issuer, audience, jwks, keys }: TokenIssuer, otherGrants: number): string {
  const measured = {
    when: { issuer: "measured", claims: { sub: { prefix: "report-" }, team: { matches: "[a-z][a-z0-9-]{1,30}" } } },
    assume: {
      role: "arn:aws:iam::111122223333:role/report-reader",
      sourceIdentity: "{claims.sub}",
      tags: { team: "{claims.team}" },
      policy: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::exports/{claims.team}/*" }],
      },
    },
  };
  const others = otherGrants === 0 ? emptyMap : (JSON.parse(generateMap(otherGrants, "json")) as typeof emptyMap);
  // Inline keys for all: what is measured is the map, and nobody answers for the other issuers.
  const otherIssuers = Object.entries(others.issuers).map(([name, other]) => [
    name,
    { ...other, keys: { jwks: jwks() } },
  ]);
  const map = {
    ...others,
    issuers: {
      ...Object.fromEntries(otherIssuers),
      measured: { issuer, audience, keys: { jwks: jwks() }, algorithms: [keys[0].algorithm] },
    },
    grants: { ...others.grants, [measuredGrant]: measured },
  };
  return writeCompiledMap(readPolicyMap(JSON.stringify(map), "measured map").document);
}

const emptyMap = { version: 1, issuers: {} as Readonly<Record<string, object>>, grants: {} };
