import { type TimeCondition, type Weekday, weekdays } from "../../shared/model/policy-document.ts";
import type { Words } from "./words.ts";

const dayNames: Readonly<Record<Weekday, string>> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

/** Such as: It is Monday to Friday, 22:00 to 06:00 the day after, on the clocks of `Europe/Berlin`. */
export function describeTime({ days, fromMinute, toMinute, zone }: TimeCondition): Words {
  return [
    "It is ",
    describeDays(days),
    ", ",
    describeHours(fromMinute, toMinute),
    ", on the clocks of ",
    { code: zone },
  ];
}

function describeDays(days: readonly Weekday[]): string {
  if (days.length === weekdays.length) return "any day";
  const runs: Weekday[][] = [];
  for (const day of weekdays.filter((weekday) => days.includes(weekday))) {
    const run = runs.at(-1);
    const isNext = run !== undefined && weekdays.indexOf(day) === weekdays.indexOf(run.at(-1) ?? day) + 1;
    if (isNext) run.push(day);
    else runs.push([day]);
  }
  return runs.map(describeRun).join(", ");
}

function describeRun(run: readonly Weekday[]): string {
  const names = run.map((day) => dayNames[day]);
  return names.length > 2 ? `${names[0]} to ${names.at(-1)}` : names.join(", ");
}

function describeHours(fromMinute: number, toMinute: number): string {
  if (fromMinute === 0 && toMinute === 1440) return "at any hour";
  const runsPastMidnight = toMinute <= fromMinute;
  return `${clockFace(fromMinute)} to ${clockFace(toMinute)}${runsPastMidnight ? " the day after" : ""}`;
}

function clockFace(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
