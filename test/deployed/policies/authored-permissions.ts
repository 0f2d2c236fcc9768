import { parse } from "yaml";

/** A map as it is written, of which this file reads what names roles and external IDs. */
interface AuthoredMap {
  readonly accounts?: Readonly<Record<string, AuthoredAccount>>;
  readonly grants: Readonly<Record<string, { readonly assume: Assume }>>;
}

type ExternalId = string | { readonly ssm: string } | { readonly secret: string };

interface AuthoredAccount {
  readonly id: string;
  readonly externalId?: ExternalId;
  readonly nextExternalId?: ExternalId;
  readonly previousExternalId?: ExternalId;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Assume {
  readonly role: string;
  readonly account?: string;
  readonly accounts?: readonly string[] | Readonly<Record<string, string>>;
  readonly via?: readonly string[];
  readonly sourceIdentity?: string;
  readonly tags?: object;
  readonly transitiveTags?: readonly string[];
}

const here = `\${AWS::Region}:\${AWS::AccountId}`;

/**
 * What a service must be allowed for a map, each as `ACTION on RESOURCE`: read from the text by the documents of the map's format and of
 * STS alone, and by nothing of this project's, which it is the measure of.
 */
export function authoredPermissions(text: string): readonly string[] {
  const map = parse(text) as AuthoredMap;
  const grants = Object.values(map.grants).flatMap(({ assume }) => [
    ...firstRoles(assume, map).flatMap((role) => assumeActions(assume).map((action) => `${action} on ${role}`)),
    ...accountsOf(assume, map).flatMap(({ externalId }) => readExternalId(externalId)),
  ]);
  // What is not sent yet, or no longer.
  const rotated = Object.values(map.accounts ?? {}).flatMap(({ nextExternalId, previousExternalId }) =>
    [nextExternalId, previousExternalId].flatMap(readExternalId),
  );
  return [...grants, ...rotated];
}

function firstRoles(assume: Assume, map: AuthoredMap): readonly string[] {
  const { via: [first] = [], role } = assume;
  if (first !== undefined) return [first];
  return role.startsWith("arn:") ? [role] : accountsOf(assume, map).map(({ id }) => `arn:aws:iam::${id}:role/${role}`);
}

/** What a call needs beside `sts:AssumeRole` itself: tags of its own, or that later calls inherit; a source identity in each. */
function assumeActions({ via = [], tags = {}, transitiveTags = [], sourceIdentity }: Assume): readonly string[] {
  const isTagged = transitiveTags.length > 0 || (via.length === 0 && Object.keys(tags).length > 0);
  return [
    "sts:AssumeRole",
    ...(isTagged ? ["sts:TagSession"] : []),
    ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
  ];
}

function accountsOf({ account, accounts }: Assume, map: AuthoredMap): readonly AuthoredAccount[] {
  const all = Object.entries(map.accounts ?? {});
  const isMeant = ([name, { labels = {} }]: (typeof all)[number]) =>
    Array.isArray(accounts)
      ? accounts.includes(name)
      : accounts === undefined
        ? name === account
        : Object.entries(accounts).every(([label, value]) => labels[label] === value);
  return all.filter(isMeant).map(([, said]) => said);
}

function readExternalId(externalId: ExternalId | undefined): readonly string[] {
  if (typeof externalId !== "object") return [];
  if ("ssm" in externalId) return [`ssm:GetParameter on arn:\${AWS::Partition}:ssm:${here}:parameter${externalId.ssm}`];
  const [name = ""] = externalId.secret.split("#");
  const arn = name.startsWith("arn:") ? name : `arn:\${AWS::Partition}:secretsmanager:${here}:secret:${name}-??????`;
  return [`secretsmanager:GetSecretValue on ${arn}`];
}
