/** The primes that the fingerprint is taken with: those up to 167 that divide the generator's product, 2 aside. */
const primes = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
];

const generator = 65_537;

/** For each prime, what the powers of the generator can leave. */
const residues = primes.map((prime) => [prime, powersModulo(prime)] as const);

/**
 * Whether an RSA modulus was made by the library of smart cards and TPMs whose primes are powers of 65537 modulo a product of
 * small primes (ROCA, CVE-2017-15361): who has such a public key can compute the private one. The same structure is what it is
 * known by; another modulus has it by chance once in many millions of millions.
 * @see https://crocs.fi.muni.cz/public/papers/rsa_ccs17
 */
export function isRocaKey(modulus: Uint8Array): boolean {
  const value = BigInt(`0x${Buffer.from(modulus).toString("hex")}`);
  return residues.every(([prime, powers]) => powers.has(Number(value % BigInt(prime))));
}

function powersModulo(prime: number): ReadonlySet<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * generator) % prime) powers.add(power);
  return powers;
}
