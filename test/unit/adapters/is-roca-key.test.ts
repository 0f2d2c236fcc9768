import { expect, test } from "vitest";
import { isRocaKey } from "../../../shared/adapters/is-roca-key.ts";
import { makeKey } from "../../support/token-issuer.ts";

/** 2 and the primes up to 701: what the primes of a 2,048 bit key are powers of 65537 modulo the product of. */
const product = Array.from({ length: 700 }, (_, index) => index + 2)
  .filter((number) => isPrime(number))
  .reduce((made, prime) => made * BigInt(prime), 1n);

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false;
  return true;
}

function powerOfGenerator(exponent: number): bigint {
  let power = 1n;
  for (let step = 0; step < exponent; step += 1) power = (power * 65_537n) % product;
  return power;
}

function bytesOf(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}

test.each([1, 2, 1_000, 12_345])("knows a modulus that is the power %i", (exponent) => {
  const modulus = powerOfGenerator(exponent) + product * (1n << 1_000n);
  expect(isRocaKey(bytesOf(modulus))).toBe(true);
  expect(isRocaKey(bytesOf(modulus + 2n))).toBe(false);
});

test("has nothing against another modulus", async () => {
  for (const _round of [1, 2, 3]) {
    const { publicJwk } = await makeKey("rsa", "RS256");
    expect(isRocaKey(Buffer.from(String(publicJwk["n"]), "base64url"))).toBe(false);
  }
});
