import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { exportJWK, SignJWT } from "jose";
import { createIssuerKeys } from "../shared/adapters/issuer-keys.ts";
import { verifyToken } from "../shared/authenticate/verify-token.ts";
import { compilePolicyMap } from "../shared/authorize/compile-policy-map.ts";
import { decideGrant } from "../shared/authorize/decide-grant.ts";
import type { Issuer } from "../shared/model/issuer.ts";
import { Refusal } from "../shared/model/refusal.ts";
import { type Figure, figure } from "./figure.ts";
import { generateDocument } from "./generate-document.ts";
import { matchingRequest } from "./matching-request.ts";
import { median } from "./median.ts";

const [rounds, repeats] = [41, 200];

/** What separates two answers that must look alike: less than a network's jitter hides for thousands of requests. */
const mostDifferenceUs = 500;

type Work = () => Promise<unknown> | unknown;

/** Times by which two refusals with one body could be told apart: CPU time, medians, all cases in turn in each round. */
export async function measureOracle(): Promise<readonly Figure[]> {
  const costs = await measureInTurn({ ...grantCases(), ...(await tokenCases()) });
  const differ = (name: string, one: keyof typeof costs, other: keyof typeof costs) =>
    figure(
      name,
      "us",
      Math.abs((costs[one] ?? Number.NaN) - (costs[other] ?? Number.NaN)),
      mostDifferenceUs,
      costs[other] ?? Number.NaN,
    );
  return [
    differ("oracle.grant.unknown-or-anothers.us", "unknownGrant", "anothersGrant"),
    differ("oracle.token.issuer-or-signature.us", "unknownIssuer", "badSignature"),
    differ("oracle.token.key-or-signature.us", "unknownKey", "badSignature"),
    differ("oracle.token.issuer-or-key.us", "unknownIssuer", "unknownKey"),
  ];
}

function grantCases(): Record<string, Work> {
  const document = generateDocument(1_000);
  const [mine, anothers] = [document.grants[0], document.grants[500]];
  if (mine === undefined || anothers === undefined) throw new Error("the map has too few grants");
  const map = compilePolicyMap(document, "");
  const { caller, ask, facts } = matchingRequest(document, mine);
  const asking = (grant: string) => () =>
    refused("NotGranted", () => decideGrant(map, caller, { ...ask, grant }, facts));
  return { unknownGrant: asking("no-such-grant"), anothersGrant: asking(anothers.name) };
}

async function tokenCases(): Promise<Record<string, Work>> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" });
  const issuer: Issuer = {
    name: "corp",
    issuer: "https://idp.corp.example",
    audiences: ["vend"],
    keys: { kind: "inline", jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: "known", alg: "ES256" }] } },
    algorithms: ["ES256"],
    tokenType: undefined,
    senderConstrained: undefined,
    maxTokenAgeSeconds: undefined,
    maxTokenLifetimeSeconds: 3_600,
    clockToleranceSeconds: 30,
    requiredClaims: [],
  };
  const { findKey } = createIssuerKeys({ now: Date.now });
  const trust = { issuers: new Map([[issuer.issuer, issuer]]), findKey, now: Date.now };
  const sign = (iss: string, kid: string) =>
    new SignJWT({ sub: "job" })
      .setProtectedHeader({ alg: "ES256", kid })
      .setIssuer(iss)
      .setAudience("vend")
      .setIssuedAt()
      .setExpirationTime("10m")
      .sign(privateKey);
  const showing = (token: string) => () => refused("InvalidToken", () => verifyToken(token, trust));
  const good = await sign(issuer.issuer, "known");
  const dot = good.lastIndexOf(".") + 1;
  const forged = `${good.slice(0, dot)}${good[dot] === "A" ? "B" : "A"}${good.slice(dot + 1)}`;
  return {
    unknownIssuer: showing(await sign("https://idp.else.example", "known")),
    unknownKey: showing(await sign(issuer.issuer, "other")),
    badSignature: showing(forged),
  };
}

async function refused(code: string, work: Work): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal && error.code === code) return;
    throw error;
  }
  throw new Error(`was not refused with ${code}`);
}

/** CPU time of each, in microseconds. */
async function measureInTurn(cases: Readonly<Record<string, Work>>): Promise<Readonly<Record<string, number>>> {
  const costs = new Map(Object.keys(cases).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(cases)) {
      const before = process.cpuUsage();
      for (let repeat = 0; repeat < repeats; repeat += 1) await work();
      const { user, system } = process.cpuUsage(before);
      costs.get(name)?.push((user + system) / repeats);
    }
  }
  return Object.fromEntries([...costs].map(([name, all]) => [name, median(all)]));
}
