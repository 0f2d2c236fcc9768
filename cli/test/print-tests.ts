import type { MapTestResult } from "../../shared/policy-map/run-map-tests.ts";
import type { Palette } from "../output/palette.ts";

/** One result in the manner of TAP, with what was expected and what came where it failed. */
export function printTest(result: MapTestResult, palette: Palette, number?: number): string {
  const { name, passed, expected, got, detail } = result;
  const label = `${number === undefined ? "" : ` ${number}`} - ${name.replace(/[#\n]/g, " ")}`;
  if (passed) {
    return `${palette.good("ok")}${label}\n`;
  }
  const lines = [
    `${palette.bad("not ok")}${label}`,
    `    expected: ${expected}`,
    `    got:      ${got}`,
    ...(detail ? [`    because:  ${detail}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
