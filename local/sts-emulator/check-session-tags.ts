import type { Tag, Tags } from "./caller.ts";
import { StsError } from "./sts-error.ts";

export interface SessionTags {
  /** Given and inherited, and so the session's. */
  readonly all: Tags;
  /** Those that the next session of the chain inherits. */
  readonly transitive: Tags;
}

/**
 * The tags of a session from those that the call gives and those that the caller's session hands on.
 * @throws StsError InvalidParameterValue
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function checkSessionTags(
  given: readonly Tag[],
  transitiveKeys: readonly string[],
  inherited: Tags,
): SessionTags {
  const tags = new Map(given.map((tag): [string, Tag] => [tag.key.toLowerCase(), tag]));
  if (tags.size < given.length) {
    throw refusal("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  if ([...tags.keys()].some((key) => key.startsWith("aws:"))) {
    throw refusal("Tag keys that begin with aws: are reserved for system use.");
  }
  if ([...tags.keys()].some((key) => inherited.has(key))) {
    throw refusal(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  const transitive = new Map(inherited);
  for (const key of transitiveKeys) {
    const tag = tags.get(key.toLowerCase());
    if (tag === undefined) throw refusal("The specified transitive tag key must be included in the requested tags.");
    transitive.set(key.toLowerCase(), tag);
  }
  return { all: new Map([...tags, ...inherited]), transitive };
}

function refusal(message: string): StsError {
  return new StsError("InvalidParameterValue", message);
}
