import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { vetMember } from "../../shared/adapters/key-set-member.ts";
import { verifyToken } from "../../shared/authenticate/verify-token.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { createTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { readJsonVectors, readNaughtyStrings } from "./json-vector.ts";
import { judgeVectors } from "./judge-vectors.ts";
import { readTokenVectors } from "./token-vector.ts";
import { areVectorsRequired, hasVectors, missingVectors, readVectorJson } from "./vectors-folder.ts";
import { isRead, writeVectorsPage } from "./write-vectors-page.ts";

if (!hasVectors) console.warn(missingVectors);

const tokens = await createTokenIssuer();

function verify(token: string, { issuer, keys, trusted }: TokenIssuer = tokens) {
  const trust = {
    issuers: new Map([[issuer, trusted()]]),
    findKey: async () => keys[0].publicKey,
    now: Date.now,
  };
  return verifyToken(token, trust).catch((error: unknown) => {
    if (error instanceof Refusal) return error;
    throw error;
  });
}

describe.skipIf(!hasVectors && !areVectorsRequired)("the public vectors", () => {
  test("each token is accepted, refused, or valid elsewhere for a reason that is written down", async () => {
    const verdicts = await judgeVectors(readTokenVectors());
    expect(verdicts.filter(({ verdict }) => verdict === "wrong")).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === "accepted").length).toBeGreaterThan(30);
    const page = readFileSync("docs/vectors.md", "utf8");
    expect(page).toBe(writeVectorsPage(verdicts, readJsonVectors(), readNaughtyStrings()));
  });

  test.each([
    ["3_1.ec_public_key", true],
    ["3_2.ec_private_key", false],
    ["3_3.rsa_public_key", true],
    ["3_4.rsa_private_key", false],
    ["3_5.symmetric_key_mac_computation", false],
    ["3_6.symmetric_key_encryption", false],
  ])("the cookbook's key %s is usable: %s", (name, isUsable) => {
    expect(vetMember(readVectorJson("cookbook", "jwk", `${name}.json`)) !== undefined).toBe(isUsable);
  });

  test("no text that is not JSON is read, and none that is JSON refused but for names given twice", () => {
    const vectors = readJsonVectors();
    expect(vectors.filter((vector) => vector.kind === "n" && isRead(vector))).toEqual([]);
    const refused = vectors.filter((vector) => vector.kind === "y" && !isRead(vector)).map(({ name }) => name);
    expect(refused).toEqual(["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]);
  });

  test("no text of the JSON suite is a caller's claims, or a header, however well it is signed", async () => {
    const header = '{"alg":"ES256","kid":"key-1","typ":"at+jwt"}';
    for (const { name, bytes } of readJsonVectors()) {
      // API Gateway lets no longer token through.
      if (bytes.length === 0 || bytes.length > 7_000) continue;
      expect(await verify(await tokens.signBytes(header, bytes)), name).toMatchObject({ code: "InvalidToken" });
      expect(await verify(await tokens.signBytes(bytes, "{}")), name).toMatchObject({ code: "InvalidToken" });
    }
  });

  test("a naughty string stays what it is as a subject, and is refused as a key id", async () => {
    for (const text of readNaughtyStrings()) {
      const caller = await verify(await tokens.issueToken({ claims: { sub: text } }));
      if (text === "") expect(caller).toMatchObject({ code: "MissingClaim" });
      else expect(caller).toMatchObject({ subject: text });
    }
  });
});
