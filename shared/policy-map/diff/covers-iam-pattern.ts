import { coversUnit, mayHoldColon, splitUnits } from "./template-text.ts";

/**
 * Whether every text that `narrower` matches is matched by `wider` too, by the wildcards of IAM (`*` any run, `?` one
 * character). In ARNs a wildcard is taken to stay within its segment, as IAM reads most of them. True is proved.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function coversIamPattern(wider: string, narrower: string): boolean {
  if (wider === "*" || wider === narrower) return true;
  if (!wider.startsWith("arn:") && !narrower.startsWith("arn:")) {
    return coversUnits(splitUnits(wider), splitUnits(narrower));
  }
  const [patterns, texts] = [splitArn(wider), splitArn(narrower)];
  // A value with a colon in it, before the last segment, would move the others.
  const mayMove = texts.slice(0, -1).some((segment) => segment.some(mayHoldColon));
  return (
    patterns.length === arnSegments &&
    texts.length === arnSegments &&
    !mayMove &&
    patterns.every((pattern, position) => coversUnits(pattern, texts[position] ?? []))
  );
}

const arnSegments = 6;

function splitArn(arn: string): readonly (readonly string[])[] {
  const segments: string[][] = [[]];
  for (const unit of splitUnits(arn)) {
    if (unit === ":" && segments.length < arnSegments) segments.push([]);
    else segments.at(-1)?.push(unit);
  }
  return segments;
}

function coversUnits(pattern: readonly string[], text: readonly string[]): boolean {
  let reached = [true, ...text.map(() => false)];
  for (const part of pattern) {
    const before = reached;
    if (part === "*") {
      const start = before.indexOf(true);
      reached = before.map((_, position) => start >= 0 && position >= start);
    } else {
      reached = [false, ...text.map((unit, position) => before[position] === true && coversPart(part, unit))];
    }
  }
  return reached[text.length] === true;
}

function coversPart(part: string, unit: string): boolean {
  // One character: neither a wildcard for many nor a piece that is filled in.
  if (part === "?") return Array.from(unit).length === 1 && unit !== "*";
  return unit !== "*" && unit !== "?" && coversUnit(part, unit);
}
