import type { AskSts, StsAnswer, StsCall, StsKeys } from "./sts-port.ts";
import type { Trouble } from "./trouble.ts";

type Refused = StsAnswer & { readonly isYes: false };

/**
 * What a denial is about, found by leaving things out. STS answers alike for a role that is not there, one that trusts
 * somebody else, and one that asks for another external ID: those are told apart only where another grant has the role.
 */
export async function explainDenial(
  ask: AskSts,
  call: StsCall,
  keys: StsKeys | undefined,
  refusal: Refused,
): Promise<readonly Trouble[]> {
  const told = { roleArn: call.roleArn, answer: `${refusal.code}: ${refusal.message}` };
  if (/no identity-based policy allows/.test(refusal.message)) return [{ ...ownPermission, ...told }];
  const troubles = await blameSession(ask, call, keys);
  if (troubles.length > 0) return troubles.map((trouble) => ({ ...trouble, ...told }));
  if (call.externalId !== undefined && (await ask({ ...call, externalId: undefined }, keys)).isYes) {
    return [{ ...unwantedExternalId, ...told }];
  }
  return [{ ...(call.externalId === undefined ? distrust : distrustOrExternalId), ...told }];
}

type Explanation = Omit<Trouble, "roleArn" | "answer">;

const ownPermission: Explanation = {
  kind: "own-permission",
  message: "these credentials may not assume the role: their own policies do not say so",
  repair: "attach the service's own policy, which `vend trust` prints",
};

const unwantedExternalId: Explanation = {
  kind: "external-id",
  message: "the role is given without an external ID, and refused with the one of the map",
  repair: "let the trust policy ask for the map's external ID (sts:ExternalId)",
};

const distrust: Explanation = {
  kind: "trust",
  message:
    "the role does not let this service in: it does not exist, its trust policy names somebody else or asks for an external ID, or this service's own policy does not name the role",
  repair:
    "create the role, or add the statements below to its trust policy; where it asks for an external ID, add externalId to the account of the map",
};

const distrustOrExternalId: Explanation = {
  kind: "trust",
  message:
    "the role does not let this service in: it does not exist, its trust policy names somebody else or asks for another external ID, or this service's own policy does not name the role",
  repair: "create the role, or add the statements below to its trust policy, with the external ID of the map's account",
};

const noTagSession: Explanation = {
  kind: "tag-session",
  message: "the role can be assumed without session tags, and not with those of the grant",
  repair: "allow sts:TagSession in the trust policy, as below, or correct its aws:RequestTag conditions",
};

const noSourceIdentity: Explanation = {
  kind: "source-identity",
  message: "the role can be assumed without a source identity, and not with that of the grant",
  repair: "allow sts:SetSourceIdentity in the trust policy, as below, or correct its sts:SourceIdentity condition",
};

/** Leaves out tags, source identity, and both: what then goes through was not the trouble. */
async function blameSession(ask: AskSts, call: StsCall, keys: StsKeys | undefined): Promise<readonly Explanation[]> {
  const hasTags = call.tags.length > 0;
  const hasIdentity = call.sourceIdentity !== undefined;
  const goes = async (parts: Partial<StsCall>) => (await ask({ ...call, ...parts }, keys)).isYes;
  const noTags = { tags: [], transitiveTagKeys: [] };
  if (hasTags && (await goes(noTags))) return [noTagSession];
  if (hasIdentity && (await goes({ sourceIdentity: undefined }))) return [noSourceIdentity];
  if (hasTags && hasIdentity && (await goes({ ...noTags, sourceIdentity: undefined }))) {
    return [noTagSession, noSourceIdentity];
  }
  return [];
}
