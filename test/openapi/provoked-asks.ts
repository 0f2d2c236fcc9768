import type { Code } from "../../shared/model/codes.ts";
import type { Exchange } from "../exchange/start-exchange.ts";
import type { TokenChanges } from "../support/token-issuer.ts";
import type { RouteAsk } from "./ask-route.ts";

/**
 * Callers who have one grant each, so that they get the same whether they name it or not. `{claims.jti}` keeps a session from being
 * answered from what another request left.
 */
export const provokingGrants = `
  plain:
    when: { issuer: corp, claims: { sub: plain } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting, sessionName: "{claims.jti}" }
  several:
    when: { issuer: corp, claims: { sub: several } }
    assume: { role: auditor, accounts: { env: prod } }
  pressed:
    when: { issuer: corp, claims: { sub: pressed } }
    parameters: { dataset: { pattern: "[a-z]+" } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting }
  office:
    when: { issuer: corp, claims: { sub: office }, network: { cidr: [10.0.0.0/8] } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting }
  mistaken:
    when: { issuer: corp, claims: { sub: mistaken } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: mistyped }
  once:
    oneTime: true
    when: { issuer: corp, claims: { sub: once } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting }
`;

const nowSeconds = () => Math.floor(Date.now() / 1_000);
const plain = { grant: "plain", account: "reporting" };

interface Provocation extends RouteAsk {
  readonly tokenChanges: TokenChanges;
  /** What is sent in place of the token. */
  readonly spoil?: (token: string) => string;
}

const ofSubject = (sub: string, more: Partial<Provocation> = {}): Provocation => ({
  ...plain,
  grant: sub,
  tokenChanges: { claims: { sub } },
  ...more,
});
const ofToken = (tokenChanges: TokenChanges, spoil?: (token: string) => string): Provocation => ({
  ...plain,
  tokenChanges: { ...tokenChanges, claims: { sub: "plain", ...tokenChanges.claims } },
  ...(spoil !== undefined && { spoil }),
});

/** What the exchange refuses of itself, by the code that it refuses it with. */
export const provocations = {
  InvalidRequest: { ...ofSubject("plain"), query: "%" },
  PayloadTooLarge: { ...ofSubject("plain"), body: "x".repeat(65_537) },
  UnsupportedMediaType: { ...ofSubject("plain"), headers: { "content-type": "text/plain" } },
  MissingToken: ofToken({}, () => ""),
  InvalidToken: ofToken({}, () => "a.b.c"),
  TokenExpired: ofToken({ claims: { iat: nowSeconds() - 900, exp: nowSeconds() - 300 } }),
  TokenNotYetValid: ofToken({ claims: { nbf: nowSeconds() + 300 } }),
  WrongAudience: ofToken({ claims: { aud: "https://other.test" } }),
  WrongTokenType: ofToken({ header: { typ: "JWT" } }),
  TokenTooOld: ofToken({ claims: { iat: nowSeconds() - 4_000, exp: nowSeconds() + 300 } }),
  MissingClaim: ofToken({ claims: { jti: undefined } }),
  ProofRequired: ofToken({ claims: { cnf: { jkt: "a-key" } } }),
  InvalidProof: ofToken({}, (token) => `DPoP ${token}`),
  TokenReplayed: ofSubject("once"),
  GrantRequired: ofSubject("several"),
  InvalidParameter: ofSubject("pressed"),
  DurationOutOfRange: ofSubject("plain", { duration: 100 }),
  NotGranted: ofSubject("nobody"),
  ConditionNotMet: ofSubject("office"),
  Revoked: ofSubject("leaver"),
  RoleRefused: ofSubject("mistaken", { account: "mistyped" }),
} as const satisfies Partial<Record<Code, Provocation>>;

/** The ask that provokes a code, with its token. */
export async function provoke(exchange: Exchange, code: keyof typeof provocations): Promise<RouteAsk> {
  const { tokenChanges, spoil, ...asked }: Provocation = provocations[code];
  const token = await exchange.corp.issueToken(tokenChanges);
  return { ...asked, token: spoil === undefined ? token : spoil(token) };
}
