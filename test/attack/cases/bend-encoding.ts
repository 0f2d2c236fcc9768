import { type AttackCase, invalidToken } from "../attack-case.ts";
import { tokenCase } from "../calls.ts";
import { goodParts, joinParts } from "../forge-token.ts";
import type { World } from "../start-world.ts";

/** The order of P-256's group. */
const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");
const zero = Buffer.alloc(32);
const one = Buffer.from(`${"00".repeat(31)}01`, "hex");

/** Signatures that say nothing of the token: bad arithmetic takes them for good ones. */
const forged: Readonly<Record<string, readonly Buffer[]>> = {
  "r and s are 0": [zero, zero],
  "r is 0": [zero, one],
  "s is 0": [one, zero],
  "r and s are 1": [one, one],
  "r is the order": [order, one],
  "s is the order": [one, order],
  "r and s are the order": [order, order],
  "r is 0 and s the order": [zero, order],
  "all bits are set": [Buffer.alloc(64, 0xff)],
  "zero in DER": [Buffer.from("3006020100020100", "hex")],
  "63 zeros": [Buffer.alloc(63)],
  "65 zeros": [Buffer.alloc(65)],
  "one zero": [Buffer.alloc(1)],
};

const signatures: readonly AttackCase[] = Object.entries(forged).map(([what, numbers]) =>
  tokenCase(
    `signature: ${what}`,
    ({ corp }) => joinParts(goodParts(corp), Buffer.concat([...numbers]).toString("base64url")),
    invalidToken,
  ),
);

/** Other spellings and pieces of a signature that does hold. */
const respelled: Readonly<Record<string, (signature: Buffer, text: string) => string>> = {
  "in DER": (signature) => writeDer(signature).toString("base64url"),
  "a byte less": (signature) => signature.subarray(0, 63).toString("base64url"),
  "a byte more": (signature) => Buffer.concat([signature, Buffer.alloc(1)]).toString("base64url"),
  "a zero before r": (signature) => Buffer.concat([Buffer.alloc(1), signature]).toString("base64url"),
  "r twice": (signature) => Buffer.concat([signature.subarray(0, 32), signature.subarray(0, 32)]).toString("base64url"),
  "r and s swapped": (signature) =>
    Buffer.concat([signature.subarray(32), signature.subarray(0, 32)]).toString("base64url"),
  "twice over": (signature) => Buffer.concat([signature, signature]).toString("base64url"),
  "the other way round": (signature) => Buffer.from(signature).reverse().toString("base64url"),
  "one bit turned": (signature) =>
    Buffer.from(signature.map((byte, index) => (index === 40 ? byte ^ 1 : byte))).toString("base64url"),
  padded: (_signature, text) => `${text}==`,
  "padded once": (_signature, text) => `${text}=`,
  "with loose bits": (_signature, text) => `${text.slice(0, -1)}${loosen(text.at(-1) ?? "A")}`,
  "with a dash that is none": (signature) => signature.toString("base64url").replace(/^./, "\u2010"),
  "in hex": (signature) => signature.toString("hex"),
  "with an underscore for each slash, and pluses": (signature) => `+${signature.toString("base64url").slice(1)}`,
};

const signed: readonly AttackCase[] = Object.entries(respelled).map(([what, respell]) =>
  tokenCase(
    `a good signature, ${what}`,
    async ({ token }) => {
      const [header, payload, text = ""] = (await token()).split(".");
      return `${header}.${payload}.${respell(Buffer.from(text, "base64url"), text)}`;
    },
    invalidToken,
  ),
);

const swapped: readonly AttackCase[] = [
  tokenCase(
    "another token's signature",
    async ({ token }) => `${(await token()).split(".").slice(0, 2).join(".")}.${(await token()).split(".")[2]}`,
    invalidToken,
  ),
  tokenCase(
    "another token's claims",
    async ({ token }) => {
      const [header, , signature] = (await token()).split(".");
      return `${header}.${(await token()).split(".")[1]}.${signature}`;
    },
    invalidToken,
  ),
  tokenCase(
    "another token's header",
    async ({ corp, token }) => {
      const other = await token({ key: corp.keys[1] ?? corp.keys[0] });
      return `${other.split(".")[0]}.${(await token()).split(".").slice(1).join(".")}`;
    },
    invalidToken,
  ),
];

type Texts = readonly [header: string, claims: string];
type Bytes = string | Uint8Array;

/** Texts that two readers may understand in two ways, all of them well signed by a key of the issuer. */
const texts: Readonly<Record<string, (header: string, claims: string) => readonly [Bytes, Bytes]>> = {
  "alg twice": (header, claims) => [header.replace("{", '{"alg":"none",'), claims],
  "typ twice": (header, claims) => [header.replace("{", '{"typ":"JWT",'), claims],
  "iss twice": (header, claims) => [header, claims.replace("{", '{"iss":"https://stranger.test",')],
  "sub twice": (header, claims) => [header, claims.replace("{", '{"sub":"somebody-else",')],
  "sub twice, once at the end": (header, claims) => [header, claims.replace(/}$/, ',"sub":"report-runner"}')],
  "sub twice, once with an escape": (header, claims) => [header, claims.replace("{", '{"s\\u0075b":"somebody-else",')],
  "aud twice": (header, claims) => [header, claims.replace("{", '{"aud":"https://other.test",')],
  "exp twice": (header, claims) => [header, claims.replace("{", '{"exp":1,')],
  "a name twice, deep within": (header, claims) => [header, claims.replace("{", '{"a":[{"b":{"c":1,"c":2}}],')],
  "__proto__ twice": (header, claims) => [header, claims.replace("{", '{"__proto__":1,"__proto__":2,')],
  "an empty name twice": (header, claims) => [header, claims.replace("{", '{"":1,"":2,')],
  "a lone surrogate in sub": (header, claims) => [header, claims.replace("report-runner", "report-runner\\ud800")],
  "a lone surrogate in a name": (header, claims) => [header, claims.replace("{", '{"\\udfff":1,')],
  "a lone surrogate in the header": (header, claims) => [header.replace("{", '{"x":"\\udc00",'), claims],
  "bytes that are no UTF-8 in the claims": (header, claims) => [header, breakUtf8(claims)],
  "bytes that are no UTF-8 in the header": (header, claims) => [breakUtf8(header), claims],
  "an overlong character": (header, claims) => [header, insertBytes(claims, [0xc0, 0xae])],
  "a surrogate in UTF-8": (header, claims) => [header, insertBytes(claims, [0xed, 0xa0, 0x80])],
  "a character beyond Unicode": (header, claims) => [header, insertBytes(claims, [0xf4, 0x90, 0x80, 0x80])],
  "a byte order mark": (header, claims) => [header, `\ufeff${claims}`],
  "UTF-16": (header, claims) => [header, Buffer.from(claims, "utf16le")],
  "a header in UTF-16": (header, claims) => [Buffer.from(header, "utf16le"), claims],
  "text behind the claims": (header, claims) => [header, `${claims}x`],
  "a second object behind the claims": (header, claims) => [header, `${claims}${claims}`],
  "a NUL behind the claims": (header, claims) => [header, `${claims}\u0000`],
  "a comment in the claims": (header, claims) => [header, claims.replace("{", "{/* */")],
  "a comma too many": (header, claims) => [header, claims.replace(/}$/, ",}")],
  "single quotes": (header, claims) => [header, claims.replaceAll('"', "'")],
  "a control character in a text": (header, claims) => [header, claims.replace("report-runner", "report\nrunner")],
  "a bad escape": (header, claims) => [header, claims.replace("report-runner", "report\\xrunner")],
  "nothing but white space": (header) => [header, "  "],
  "claims that are a list": (header, claims) => [header, `[${claims}]`],
  "claims that are a text": (header, claims) => [header, JSON.stringify(claims)],
  "claims that are a number": (header) => [header, "1"],
  "claims that are null": (header) => [header, "null"],
  "claims that are true": (header) => [header, "true"],
  "no claims": (header) => [header, "{}"],
  "a header that is a list": (header, claims) => [`[${header}]`, claims],
  "a header that is null": (_header, claims) => ["null", claims],
  "an empty header": (_header, claims) => ["{}", claims],
  "33 levels": (header, claims) => [header, claims.replace("{", `{"x":${"[".repeat(32)}${"]".repeat(32)},`)],
  "3,000 levels": (header, claims) => [header, claims.replace("{", `{"x":${"[".repeat(3_000)}${"]".repeat(3_000)},`)],
  "3,000 levels without an end": (header) => [header, "[".repeat(3_000)],
  "a number of 5,000 digits for exp": (header, claims) => [
    header,
    claims.replace(/"exp":\d+/, `"exp":${"9".repeat(5_000)}`),
  ],
};

const written: readonly AttackCase[] = Object.entries(texts).map(([what, bend]) =>
  tokenCase(`${what}, well signed`, (world) => signTexts(world, bend), invalidToken),
);

/** Tokens whose bytes can be read in more than one way. */
export const bendEncoding: readonly AttackCase[] = [...signatures, ...signed, ...swapped, ...written];

function signTexts({ corp }: World, bend: (...texts: Texts) => readonly [Bytes, Bytes]): Promise<string> {
  const { header, claims } = goodParts(corp);
  return corp.signBytes(...bend(JSON.stringify(header), JSON.stringify(claims)));
}

function breakUtf8(json: string): Uint8Array {
  return insertBytes(json, [0xff]);
}

/** Into a text member of its own at the front. */
function insertBytes(json: string, bytes: readonly number[]): Uint8Array {
  return Buffer.concat([Buffer.from('{"x":"'), Buffer.from(bytes), Buffer.from(`",${json.slice(1)}`)]);
}

function writeDer(signature: Buffer): Buffer {
  const numbers = [signature.subarray(0, 32), signature.subarray(32)].map((bytes) => {
    const digits = Buffer.concat([Buffer.alloc(1), bytes]);
    const start = digits.findIndex((byte, index) => byte !== 0 || (digits[index + 1] ?? 0) >= 0x80);
    const number = digits.subarray(Math.max(0, start));
    return Buffer.concat([Buffer.from([2, number.length]), number]);
  });
  const body = Buffer.concat(numbers);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The next character of the alphabet: 64 bytes leave the last one four bits that mean nothing. */
function loosen(character: string): string {
  return alphabet[alphabet.indexOf(character) + 1] ?? "";
}
