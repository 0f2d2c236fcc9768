import { type TimeCondition, type Weekday, weekdays } from "../model/policy-document.ts";
import type { RequestFacts } from "../model/request.ts";

/**
 * Whether the wall clock of the condition's zone shows one of its days and hours. Daylight saving time is the zone's own:
 * an hour that occurs twice counts twice, one that is skipped never comes.
 * @returns why not, for the audit record; undefined where it does
 */
export function checkTime(condition: TimeCondition, facts: RequestFacts): string | undefined {
  const { day, minute } = wallClock(facts.nowMs, condition.zone);
  const { fromMinute, toMinute } = condition;
  const runsPastMidnight = toMinute <= fromMinute;
  const isInside = runsPastMidnight
    ? (minute >= fromMinute && condition.days.includes(day)) ||
      (minute < toMinute && condition.days.some((began) => began === dayBefore(day)))
    : minute >= fromMinute && minute < toMinute && condition.days.includes(day);
  return isInside
    ? undefined
    : `time: ${day} ${clockFace(minute)} in ${condition.zone} is outside ${condition.days.join(",")} ${clockFace(fromMinute)}-${clockFace(toMinute)}`;
}

function wallClock(nowMs: number, zone: string): { readonly day: Weekday; readonly minute: number } {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(nowMs)
      .map((part) => [part.type, part.value]),
  );
  return {
    day: String(parts.get("weekday")).toLowerCase() as Weekday,
    minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
  };
}

/** A formatter takes some 50 µs to make; the zones are the map's, so there are few. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

function dayBefore(day: Weekday): Weekday | undefined {
  return weekdays.at(weekdays.indexOf(day) - 1);
}

function clockFace(minute: number): string {
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}
