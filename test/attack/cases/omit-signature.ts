import { type AttackCase, invalidToken } from "../attack-case.ts";
import { tokenCase } from "../calls.ts";
import { goodParts, joinParts } from "../forge-token.ts";

const algorithms: readonly unknown[] = [
  "none",
  "None",
  "NONE",
  "nOnE",
  "none ",
  " none",
  "none\u0000",
  "nоne", // the second letter is Cyrillic
  "",
  null,
  undefined,
  0,
  false,
  true,
  [],
  ["none"],
  ["ES256"],
  ["none", "ES256"],
  { alg: "none" },
  "unsecured",
];

/** Each way to say that a token needs no signature, without one and with the bytes that a careless reader would skip. */
export const omitSignature: readonly AttackCase[] = algorithms.flatMap((alg) => {
  const name = alg === undefined ? "no alg" : `alg ${JSON.stringify(alg)}`;
  return [
    tokenCase(`${name}, empty signature`, ({ corp }) => forge(corp, alg, ""), invalidToken),
    tokenCase(`${name}, one byte of signature`, ({ corp }) => forge(corp, alg, "AA"), invalidToken),
    tokenCase(
      `${name}, signed for all that`,
      ({ corp, token }) => token({ header: { alg }, key: corp.keys[0] }),
      invalidToken,
    ),
  ];
});

function forge(corp: Parameters<typeof goodParts>[0], alg: unknown, signature: string): string {
  const { header, claims } = goodParts(corp);
  return joinParts({ header: { ...header, alg }, claims }, signature);
}
