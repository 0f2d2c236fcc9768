import type { Grant, Parameter, PolicyTemplate, Template } from "../../model/policy-document.ts";
import { admitsNoMore } from "./admits-no-more.ts";
import { compareConditions } from "./compare-conditions.ts";
import { compareScope, type NamedGrant } from "./compare-scope.ts";
import { compareTargets, wordExternalId } from "./compare-targets.ts";
import { boundFinding, type Finding } from "./finding.ts";
import { issuerStrings, type MapSide } from "./map-side.ts";
import { templateText, wordTemplate } from "./template-text.ts";
import { wordValues } from "./word-matcher.ts";

/** A grant with the map that it stands in. */
export interface PlacedGrant {
  readonly side: MapSide;
  readonly grant: Grant;
}

type Compare = (older: PlacedGrant & NamedGrant, newer: PlacedGrant & NamedGrant) => readonly Finding[];

/**
 * One comparison for each member of a grant: a member that is added to the model does not compile before somebody has
 * said here what a change of it means. Undefined: it decides nothing, or is compared with another.
 */
const comparisons: Readonly<Record<keyof Grant, Compare | undefined>> = {
  name: undefined,
  description: undefined,
  mode: compareMode,
  isDefault: compareDefault,
  when: (older, newer) => [...compareIssuers(older, newer), ...compareConditions(older.grant.when, newer.grant.when)],
  targets: (older, newer) => compareTargets(older.grant, newer.grant),
  via: compareVia,
  oneTime: compareOneTime,
  durationSeconds: compareDuration,
  capAt: compareCap,
  sessionName: (older, newer) => compareName("sessionName", older, newer),
  sourceIdentity: (older, newer) => compareName("sourceIdentity", older, newer),
  tags: compareTags,
  transitiveTagKeys: compareTransitiveTags,
  policyArns: undefined,
  policy: compareScope,
  format: (older, newer) => changed("format", older.grant.format, newer.grant.format),
  answersAccountId: (older, newer) => changed("accountId", older.grant.answersAccountId, newer.grant.answersAccountId),
  parameters: compareParameters,
};

/**
 * All that changes between two grants, as if each were the only one of its map. Without a finding that `widens`, whoever gets
 * a session by the newer one could have had it by the older one (asking for it by name; deny lists and issuers aside).
 */
export function compareGrants(older: PlacedGrant, newer: PlacedGrant): readonly Finding[] {
  const [before, now] = withNames(older, newer);
  const findings = Object.values(comparisons).flatMap((compare) => compare?.(before, now) ?? []);
  // Nobody gets anything by a grant in shadow.
  return newer.grant.mode === "live"
    ? findings
    : findings.map((finding) => (finding.effect === "widens" ? { ...finding, effect: "changes" } : finding));
}

/** `{issuer}` is what the issuers of both are called, in one order: equal only where all are called the same. */
function withNames(
  older: PlacedGrant,
  newer: PlacedGrant,
): readonly [PlacedGrant & NamedGrant, PlacedGrant & NamedGrant] {
  const both = [...issuerStrings(newer.side, newer.grant.when.issuers)]
    .filter((issuer) => issuerStrings(older.side, older.grant.when.issuers).has(issuer))
    .sort();
  const name = ({ side, grant }: PlacedGrant) => ({
    side,
    grant,
    names: { grant: grant.name, issuer: both.map((issuer) => side.map.issuers.get(issuer)?.name).join(" | ") },
  });
  return [name(older), name(newer)];
}

function compareMode({ grant: older }: PlacedGrant, { grant: newer }: PlacedGrant): readonly Finding[] {
  if (older.mode === newer.mode) return [];
  return newer.mode === "live"
    ? [{ facet: "mode", effect: "widens", text: "mode: vends now, was in shadow" }]
    : [{ facet: "mode", effect: "narrows", text: "mode: in shadow now, vends no longer" }];
}

function compareDefault({ grant: older }: PlacedGrant, { grant: newer }: PlacedGrant): readonly Finding[] {
  if (older.isDefault === newer.isDefault) return [];
  return newer.isDefault
    ? [
        {
          facet: "default",
          effect: "widens",
          text: "default: now answers requests that name no grant",
          vary: { kind: "unnamed" },
        },
      ]
    : [{ facet: "default", effect: "changes", text: "default: no longer answers requests that several grants match" }];
}

function compareIssuers(older: PlacedGrant, newer: PlacedGrant): readonly Finding[] {
  const before = issuerStrings(older.side, older.grant.when.issuers);
  const now = issuerStrings(newer.side, newer.grant.when.issuers);
  const [gained, lost] = [
    [...now].filter((issuer) => !before.has(issuer)),
    [...before].filter((issuer) => !now.has(issuer)),
  ];
  const finding = { facet: "issuer", vary: { kind: "issuer" } } as const;
  return [
    ...(gained.length === 0
      ? []
      : [{ ...finding, effect: "widens", text: `issuer: now also ${wordValues(gained)}` } as const]),
    ...(lost.length === 0
      ? []
      : [{ ...finding, effect: "narrows", text: `issuer: no longer ${wordValues(lost)}` } as const]),
  ];
}

/** The way to the role: the session at its end is the same. */
function compareVia({ grant: older }: PlacedGrant, { grant: newer }: PlacedGrant): readonly Finding[] {
  const roles = ({ via }: Grant) => via.map(({ roleArn }) => roleArn);
  if (JSON.stringify(roles(older)) !== JSON.stringify(roles(newer))) {
    const [was, is] = [older, newer].map((grant) =>
      grant.via.length === 0 ? "no other role" : roles(grant).join(", "),
    );
    return [{ facet: "via", effect: "changes", text: `via: was ${was}, now ${is}` }];
  }
  return newer.via.flatMap(({ roleArn, externalId }, position) => {
    const text = wordExternalId(older.via[position]?.externalId, externalId);
    return text === undefined ? [] : [{ facet: "externalId", effect: "changes", text: `${roleArn}: ${text}` }];
  });
}

function compareOneTime({ grant: older }: PlacedGrant, { grant: newer }: PlacedGrant): readonly Finding[] {
  if (older.oneTime === newer.oneTime) return [];
  return newer.oneTime
    ? [{ facet: "oneTime", effect: "narrows", text: "oneTime: a token is good for one session now" }]
    : [{ facet: "oneTime", effect: "widens", text: "oneTime: a token is good for any number of sessions now" }];
}

function compareDuration({ grant: older }: PlacedGrant, { grant: newer }: PlacedGrant): readonly Finding[] {
  const text = `duration: was ${older.durationSeconds} s, now ${newer.durationSeconds} s`;
  const [before, now] = [older.durationSeconds, newer.durationSeconds];
  return boundFinding(now <= before, before <= now, { facet: "duration", text });
}

function compareCap({ grant: older }: PlacedGrant, { grant: newer }: PlacedGrant): readonly Finding[] {
  if (older.capAt === newer.capAt) return [];
  return newer.capAt === undefined
    ? [{ facet: "capAt", effect: "widens", text: "capAt: a session may outlive its token now" }]
    : [{ facet: "capAt", effect: "narrows", text: "capAt: a session ends with its token now" }];
}

/** Trust policies and resource policies may give access by the name of a session or by its source identity. */
function compareName(
  facet: "sessionName" | "sourceIdentity",
  older: NamedGrant,
  newer: NamedGrant,
): readonly Finding[] {
  const [before, now] = [older, newer].map(({ grant, names }) => grant[facet] && templateText(grant[facet], names));
  if (before === now) return [];
  const [was, is] = [older, newer].map(({ grant }) =>
    grant[facet] === undefined ? "none" : wordTemplate(grant[facet]),
  );
  return [{ facet, effect: "widens", text: `${facet}: was ${was}, now ${is}${wordNames(was, is)}` }];
}

function wordNames(was: string | undefined, is: string | undefined): string {
  return was === is ? ", which is filled in with other names" : "";
}

/** Policies give access by tags and refuse it by them: another tag, or none, may open something. */
function compareTags(older: NamedGrant, newer: NamedGrant): readonly Finding[] {
  const [before, now] = [older, newer].map(({ grant, names }) => {
    return new Map(grant.tags.map(({ key, value }) => [key, templateText(value, names)]));
  });
  const keys = new Set([...older.grant.tags, ...newer.grant.tags].map(({ key }) => key));
  return [...keys].sort().flatMap((key) => {
    if (before?.get(key) === now?.get(key)) return [];
    const [was, is] = [older, newer].map(({ grant }) => {
      const tag = grant.tags.find((one) => one.key === key);
      return tag === undefined ? "not set" : wordTemplate(tag.value);
    });
    return [{ facet: `tags.${key}`, effect: "widens", text: `tag ${key}: was ${was}, now ${is}${wordNames(was, is)}` }];
  });
}

function compareTransitiveTags({ grant: older }: PlacedGrant, { grant: newer }: PlacedGrant): readonly Finding[] {
  const [before, now] = [older, newer].map(({ transitiveTagKeys }) => [...new Set(transitiveTagKeys)].sort());
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  const [was, is] = [before, now].map((keys) => (keys?.length ? wordValues(keys) : "none"));
  return [{ facet: "transitiveTags", effect: "widens", text: `transitiveTags: was ${was}, now ${is}` }];
}

/** A parameter matters by what it can fill in: one that no template uses gives nothing, whatever it takes. */
function compareParameters({ grant: older }: PlacedGrant, { grant: newer }: PlacedGrant): readonly Finding[] {
  const names = new Set([...older.parameters, ...newer.parameters].map(({ name }) => name));
  return [...names].flatMap((name): readonly Finding[] => {
    const [before, now] = [older, newer].map(({ parameters }) =>
      parameters.find((parameter) => parameter.name === name),
    );
    const facet = `parameters.${name}`;
    if (before === undefined || now === undefined) {
      return [
        {
          facet,
          effect: "changes",
          text: `parameter ${name}: ${now === undefined ? "no longer taken" : "now asked for"}`,
        },
      ];
    }
    const text = `parameter ${name}: was ${wordValues([before.pattern])}, now ${wordValues([now.pattern])}`;
    const noMore = admitsNoMore(asMatcher(now), asMatcher(before));
    const findings = boundFinding(noMore, admitsNoMore(asMatcher(before), asMatcher(now)), {
      facet,
      text,
      vary: { kind: "parameter", name },
    });
    return noMore || usesParameter(newer, name) ? findings : [{ facet, effect: "changes", text }];
  });
}

function asMatcher({ pattern }: Parameter) {
  return { kind: "matches", pattern } as const;
}

function usesParameter({ sessionName, policy }: Grant, name: string): boolean {
  const uses = (template: Template) =>
    template.some((part) => typeof part !== "string" && part.from === "params" && part.name === name);
  const policyUses = (value: PolicyTemplate): boolean => {
    if (typeof value !== "object") return false;
    if ("template" in value) return uses(value.template);
    return ("members" in value ? Object.values(value.members) : value).some(policyUses);
  };
  return uses(sessionName) || (policy !== undefined && policyUses(policy));
}

function changed(facet: string, older: unknown, newer: unknown): readonly Finding[] {
  return older === newer
    ? []
    : [{ facet, effect: "changes", text: `${facet}: was ${String(older)}, now ${String(newer)}` }];
}
