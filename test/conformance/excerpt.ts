import { codes } from "../../shared/model/codes.ts";
import { type ScenarioName, scenarios } from "./scenarios.ts";

const mostCharacters = 300;
const beginning = 80;
const around = 200;

/**
 * A message of bearable length: its beginning, and what it says of the service's refusal, wherever that is; its end where it says
 * nothing of it.
 */
export function excerpt(shown: string, scenario: ScenarioName): string {
  if (shown.length <= mostCharacters) return shown;
  const { refusal } = scenarios[scenario];
  const places = refusal === undefined ? [] : [shown.indexOf(refusal), shown.indexOf(codes[refusal].title)];
  const place = Math.min(...places.filter((at) => at >= 0), shown.length);
  if (place + around <= mostCharacters) return `${shown.slice(0, mostCharacters)} ...`;
  const from = place === shown.length ? place - around : Math.max(beginning, place - 40);
  const end = from + around < shown.length ? " ..." : "";
  return `${shown.slice(0, beginning)} ... ${shown.slice(from, from + around)}${end}`;
}
