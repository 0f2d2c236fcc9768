import { listVectors, readVectorJson } from "./vectors-folder.ts";

/** A token, or what somebody once took for one, that another project vouches for or warns of. */
export interface TokenVector {
  /** Such as `wycheproof/json_web_signature_test`. */
  readonly corpus: string;
  /** Within its corpus. */
  readonly id: string;
  /** What its authors say of it. */
  readonly isValid: boolean;
  readonly form: "jws" | "jwe" | "json";
  readonly token: string;
  /** The members of the key set that it is to be checked with, public parts only. */
  readonly keys: readonly Jwk[];
}

export type Jwk = Readonly<Record<string, unknown>>;

interface WycheproofGroup {
  readonly public?: Jwk;
  readonly private: Jwk;
  readonly tests: readonly WycheproofTest[];
}

interface WycheproofTest {
  readonly tcId: number;
  readonly result: string;
  /** Text, or the object of the JSON serialization. */
  readonly jws?: unknown;
  readonly jwe?: unknown;
}

/** All tokens of Project Wycheproof and of the cookbook of RFC 7520. */
export function readTokenVectors(): readonly TokenVector[] {
  return [...readWycheproof(), ...readCookbook()];
}

function readWycheproof(): readonly TokenVector[] {
  return listVectors("wycheproof").flatMap((file) => {
    const { testGroups } = readVectorJson("wycheproof", file) as { testGroups: readonly WycheproofGroup[] };
    const corpus = `wycheproof/${file.replace(".json", "")}`;
    return testGroups.flatMap((group) => {
      const keys = membersOf(group.public ?? group.private).map(publicPart);
      return group.tests.map(({ tcId, jws, jwe, result }) => ({
        corpus,
        id: String(tcId),
        isValid: result === "valid",
        ...spell(jws ?? jwe, jws === undefined ? "jwe" : "jws"),
        keys,
      }));
    });
  });
}

interface Recipe {
  readonly input?: { readonly key?: Jwk | readonly Jwk[] };
  readonly output?: Readonly<Record<string, unknown>>;
}

const folders = ["jws", "jwe", "curve25519", "rfc7797"];

function readCookbook(): readonly TokenVector[] {
  const recipes = folders.flatMap((folder) =>
    listVectors(`cookbook/${folder}`).map(
      (file) => [`${folder}/${file}`, readVectorJson("cookbook", folder, file) as Recipe] as const,
    ),
  );
  const nested = "6.nesting_signatures_and_encryption.json";
  const { sign, encrypt } = readVectorJson("cookbook", nested) as { readonly sign: Recipe; readonly encrypt: Recipe };
  return [...recipes, [`${nested} sign`, sign] as const, [`${nested} encrypt`, encrypt] as const].flatMap(
    ([name, recipe]) => readRecipe(name.replace(".json", ""), recipe),
  );
}

/** Each of a recipe's spellings of one and the same result. */
function readRecipe(name: string, { input, output = {} }: Recipe): readonly TokenVector[] {
  const keys = [input?.key ?? []].flat().map((key) => publicPart(key as Jwk));
  return Object.entries(output)
    .filter(([spelling]) => ["compact", "json", "json_flat"].includes(spelling))
    .map(([spelling, result]) => {
      const form = String(result).split(".").length === 5 ? "jwe" : "jws";
      return { corpus: "cookbook", id: `${name} ${spelling}`, isValid: true, ...spell(result, form), keys };
    });
}

function spell(written: unknown, form: "jws" | "jwe"): Pick<TokenVector, "form" | "token"> {
  return typeof written === "string" ? { form, token: written } : { form: "json", token: JSON.stringify(written) };
}

function membersOf(keys: Jwk): readonly Jwk[] {
  return Array.isArray(keys["keys"]) ? keys["keys"] : [keys];
}

const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/** What an issuer would publish of it. A symmetric key has no such part, and stays what it is. */
function publicPart(key: Jwk): Jwk {
  return Object.fromEntries(Object.entries(key).filter(([name]) => !privateMembers.includes(name)));
}
