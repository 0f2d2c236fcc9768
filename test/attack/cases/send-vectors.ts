import { type JsonVector, readJsonVectors, readNaughtyStrings } from "../../vectors/json-vector.ts";
import { readTokenVectors } from "../../vectors/token-vector.ts";
import {
  type AttackCase,
  type ExpectedAnswer,
  invalidRequest,
  invalidToken,
  notGranted,
  refused,
  vended,
} from "../attack-case.ts";
import { claimCase, nightlyPath, posted, tokenCase, withToken } from "../calls.ts";
import { encode, goodParts } from "../forge-token.ts";
import type { SuiteGroup } from "../run-groups.ts";
import type { World } from "../start-world.ts";

/** What API Gateway answers by itself to a header that is too long, or none. */
const gatewayRefuses: readonly ExpectedAnswer[] = [
  { kind: "gateway", status: 431 },
  { kind: "gateway", status: 400 },
];

function oneOf(...answers: readonly ExpectedAnswer[]): ExpectedAnswer {
  return { kind: "oneOf", answers };
}

/** The public vectors, sent over HTTP. */
export function readVectorGroups(): readonly SuiteGroup[] {
  const strings = readNaughtyStrings();
  const texts = readJsonVectors();
  const short = texts.filter(({ bytes }) => bytes.length < longestInHeader);
  return [
    { title: "Wycheproof and RFC 7520 as bearer tokens", cases: bearers() },
    { title: "JSONTestSuite as bodies", cases: texts.map(bodyCase) },
    { title: "JSONTestSuite as claims, well signed", cases: short.map(signedClaimsCase) },
    { title: "JSONTestSuite as headers, well signed", cases: short.map(signedHeaderCase) },
    ...stringPlaces.map(([place, makeCase]) => ({
      title: `Naughty strings as ${place}`,
      cases: strings.map(makeCase),
    })),
  ];
}

function bearers(): readonly AttackCase[] {
  return readTokenVectors().map(({ corpus, id, token }) => ({
    name: `${corpus} ${id}`,
    call: () => ({ target: nightlyPath, headers: [["Authorization", `Bearer ${token}`]] }),
    answer: oneOf(invalidToken, invalidRequest, refused(401, "MissingToken"), ...gatewayRefuses),
  }));
}

/** A connection is cut under who sends more, before it has read an answer. */
const longestInHeader = 40_000;

/** Nothing is granted to nobody, so that a text that is a good ask is refused for that. */
const nobody = { sub: "nobody" };

const bodyLimit = 65_536;

function bodyCase({ name, bytes, kind }: JsonVector): AttackCase {
  const tooLarge = refused(413, "PayloadTooLarge");
  const answer =
    bytes.length > bodyLimit ? tooLarge : kind === "n" ? invalidRequest : oneOf(invalidRequest, notGranted);
  return { name, call: async ({ token }) => posted(await token({ claims: nobody }), bytes), answer };
}

function signedClaimsCase({ name, bytes }: JsonVector): AttackCase {
  const sign = ({ corp }: World) => corp.signBytes(JSON.stringify(goodParts(corp).header), bytes);
  return tokenCase(name, sign, oneOf(invalidToken, ...gatewayRefuses));
}

function signedHeaderCase({ name, bytes }: JsonVector): AttackCase {
  const sign = ({ corp }: World) => corp.signBytes(bytes, JSON.stringify(goodParts(corp).claims));
  return tokenCase(name, sign, oneOf(invalidToken, ...gatewayRefuses));
}

type MakeCase = (text: string, index: number) => AttackCase;

/** What a value may be in a resource of a session policy, by the documentation of policy maps. */
const inResource = /^[A-Za-z0-9_.@=,+-]{1,256}$/;
const isDots = /^\.\.?$/;
const isDataset = /^[a-z0-9-]{1,40}$/;

const named = (text: string, index: number) => `${index} ${JSON.stringify(text).slice(0, 40)}`;

const stringPlaces: readonly (readonly [place: string, makeCase: MakeCase])[] = [
  [
    "sub",
    (text, index) =>
      claimCase(named(text, index), { sub: text }, text === "" ? refused(401, "MissingClaim") : notGranted),
  ],
  [
    "all other claims of corp's",
    (text, index) => {
      const claims = { groups: [text], team: text, note: text, email: text, jti: text, realm: { roles: [text] } };
      return claimCase(named(text, index), claims, notGranted);
    },
  ],
  [
    "a claim that goes into a policy",
    (text, index) => {
      const isData = inResource.test(text) && !isDots.test(text);
      return claimCase(named(text, index), { folder: text }, isData ? vended : notGranted, "to-policy");
    },
  ],
  [
    "aud",
    (text, index) =>
      claimCase(named(text, index), { aud: ["https://other.test", text] }, refused(401, "WrongAudience")),
  ],
  ["iss", (text, index) => claimCase(named(text, index), { iss: text }, invalidToken)],
  [
    "kid",
    (text, index) => tokenCase(named(text, index), ({ token }) => token({ header: { kid: text } }), invalidToken),
  ],
  [
    "typ",
    (text, index) =>
      tokenCase(named(text, index), ({ token }) => token({ header: { typ: text } }), refused(401, "WrongTokenType")),
  ],
  [
    "alg",
    (text, index) => tokenCase(named(text, index), ({ token }) => token({ header: { alg: text } }), invalidToken),
  ],
  [
    "a signature",
    (text, index) =>
      tokenCase(
        named(text, index),
        async ({ token }) => `${(await token()).split(".").slice(0, 2).join(".")}.${encode(text)}`,
        invalidToken,
      ),
  ],
  [
    "a grant in the path",
    (text, index) => ({
      name: named(text, index),
      call: async ({ token }) => {
        const target = `/v1/credentials/${encodeURIComponent(text)}`;
        return withToken(await token({ claims: nobody }), target);
      },
      // The gateway decodes twice, so that an encoding in the text may be a path of its own.
      answer: oneOf(notGranted, invalidRequest, refused(404, "NotFound"), ...gatewayRefuses),
    }),
  ],
  [
    "a grant in a body",
    (text, index) => ({
      name: named(text, index),
      call: async ({ token }) => posted(await token({ claims: nobody }), JSON.stringify({ grant: text })),
      answer: oneOf(notGranted, invalidRequest),
    }),
  ],
  [
    "a member's name in a body",
    (text, index) => ({
      name: named(text, index),
      call: async ({ token }) => posted(await token({ claims: nobody }), JSON.stringify({ [text]: text })),
      answer: invalidRequest,
    }),
  ],
  [
    "a parameter",
    (text, index) => ({
      name: named(text, index),
      call: async ({ token }) =>
        withToken(await token(), `/v1/credentials/dataset?param.dataset=${encodeURIComponent(text)}`),
      answer: isDataset.test(text) ? vended : oneOf(refused(400, "InvalidParameter"), invalidRequest),
    }),
  ],
];
