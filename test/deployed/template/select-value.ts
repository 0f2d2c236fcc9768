/** What a selector such as `$.audit.code` finds in a line: nothing where the line is no JSON. @throws Error for any other selector */
export function selectValue(selector: string, line: string): unknown {
  if (!/^\$(?:\.[A-Za-z]+)+$/.test(selector)) throw new Error(`${selector}: is no selector that is known here`);
  let value: unknown = parseLine(line);
  for (const name of selector.split(".").slice(1)) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = Object.entries(value).find(([member]) => member === name)?.[1];
  }
  return value;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
