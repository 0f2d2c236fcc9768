import { describe, expect, test, vi } from "vitest";
import { checkTime } from "../../../shared/authorize/check-time.ts";
import { type TimeCondition, weekdays } from "../../../shared/model/policy-document.ts";
import { facts } from "../../support/policy-fixtures.ts";

function isOpen(condition: TimeCondition, instant: string): boolean {
  return checkTime(condition, facts({ nowMs: Date.parse(instant) })) === undefined;
}

function hours(days: TimeCondition["days"], from: string, to: string, zone = "UTC"): TimeCondition {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return { days, fromMinute: minutes(from), toMinute: minutes(to), zone };
}

describe("hours of a day", () => {
  const morning = hours(["mon", "tue", "wed", "thu", "fri"], "05:00", "09:00");
  test.each([
    ["2026-10-07T04:59:59.999Z", false],
    ["2026-10-07T05:00:00Z", true],
    ["2026-10-07T08:59:59.999Z", true],
    ["2026-10-07T09:00:00Z", false],
    ["2026-10-10T07:00:00Z", false], // Saturday
    ["2026-10-12T07:00:00Z", true], // Monday
  ])("%s: %s", (instant, expected) => {
    expect(isOpen(morning, instant)).toBe(expected);
  });
});

describe("past midnight belongs to the day it began on", () => {
  const night = hours(["fri"], "22:00", "06:00");
  test.each([
    ["2026-10-09T21:59:00Z", false],
    ["2026-10-09T22:00:00Z", true],
    ["2026-10-10T00:00:00Z", true],
    ["2026-10-10T05:59:00Z", true],
    ["2026-10-10T06:00:00Z", false],
    ["2026-10-10T22:00:00Z", false],
    ["2026-10-09T05:59:00Z", false], // the night of Thursday
  ])("%s: %s", (instant, expected) => {
    expect(isOpen(night, instant)).toBe(expected);
  });

  test("which may be one of several", () => {
    expect(isOpen(hours(["thu", "fri"], "22:00", "06:00"), "2026-10-10T05:59:00Z")).toBe(true);
  });

  test("from Sunday to Monday", () => {
    const sunday = hours(["sun"], "22:00", "06:00");
    expect(isOpen(sunday, "2026-10-12T05:59:00Z")).toBe(true);
    expect(isOpen(sunday, "2026-10-11T05:59:00Z")).toBe(false);
    expect(isOpen(hours(["mon"], "22:00", "06:00"), "2026-10-12T05:59:00Z")).toBe(false);
  });
});

describe("whole days", () => {
  test.each([
    ["00:00", "24:00", "2026-10-07T00:00:00Z", true],
    ["00:00", "24:00", "2026-10-07T23:59:59.999Z", true],
    ["00:00", "24:00", "2026-10-08T00:00:00Z", false],
    ["22:00", "24:00", "2026-10-07T23:59:00Z", true],
    ["22:00", "24:00", "2026-10-08T00:00:00Z", false],
    ["05:00", "05:00", "2026-10-08T04:59:00Z", true],
    ["05:00", "05:00", "2026-10-08T05:00:00Z", false],
  ])("Wednesday %s to %s, at %s: %s", (from, to, instant, expected) => {
    expect(isOpen(hours(["wed"], from, to), instant)).toBe(expected);
  });

  test.each(weekdays.map((day, position) => [day, position] as const))("%s is recognised", (day, position) => {
    const monday = Date.UTC(2026, 9, 5, 12);
    const open = weekdays.map((_, offset) =>
      isOpen(hours([day], "00:00", "24:00"), new Date(monday + offset * 86_400_000).toISOString()),
    );
    expect(open.indexOf(true)).toBe(position);
    expect(open.filter((isDay) => isDay)).toHaveLength(1);
  });

  test("no day at all is never", () => {
    expect(isOpen(hours([], "00:00", "24:00"), "2026-10-07T12:00:00Z")).toBe(false);
    expect(isOpen(hours([], "22:00", "06:00"), "2026-10-07T23:00:00Z")).toBe(false);
  });
});

describe("the zone's own clock", () => {
  const berlin = (from: string, to: string, days: TimeCondition["days"] = ["sun"]) =>
    hours(days, from, to, "Europe/Berlin");
  const newYork = (from: string, to: string) => hours(["sun"], from, to, "America/New_York");
  const kolkata = (from: string, to: string) => hours(["wed"], from, to, "Asia/Kolkata");

  test.each([
    ["winter", "2026-01-14T04:00:00Z", true],
    ["winter, before", "2026-01-14T03:59:00Z", false],
    ["summer", "2026-07-15T03:00:00Z", true],
    ["summer, before", "2026-07-15T02:59:00Z", false],
  ])("05:00 in Berlin in %s", (_, instant, expected) => {
    expect(isOpen(berlin("05:00", "09:00", ["wed"]), instant)).toBe(expected);
  });

  test.each([
    ["Berlin", berlin("02:00", "03:00"), ["2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z"]],
    ["New York", newYork("02:00", "03:00"), ["2026-03-08T06:59:00Z", "2026-03-08T07:00:00Z"]],
  ])("an hour that %s skips never comes", (_, condition, instants) => {
    expect(instants.map((instant) => isOpen(condition, instant))).toEqual([false, false]);
  });

  test.each([
    ["Berlin", berlin("02:00", "03:00"), Date.UTC(2026, 9, 25, 0)],
    ["New York", newYork("01:00", "02:00"), Date.UTC(2026, 10, 1, 5)],
  ])("an hour that %s has twice counts twice", (_, condition, firstMs) => {
    const open = [-1, 0, 59, 60, 119, 120].map((minute) =>
      isOpen(condition, new Date(firstMs + minute * 60_000).toISOString()),
    );
    expect(open).toEqual([false, true, true, true, true, false]);
  });

  test.each([
    ["Berlin", hours(["sat"], "22:00", "06:00", "Europe/Berlin"), Date.parse("2026-03-28T21:00:00Z"), 7],
    ["Berlin", hours(["sat"], "22:00", "06:00", "Europe/Berlin"), Date.parse("2026-10-24T20:00:00Z"), 9],
    ["New York", hours(["sat"], "22:00", "06:00", "America/New_York"), Date.parse("2026-03-08T03:00:00Z"), 7],
    ["New York", hours(["sat"], "22:00", "06:00", "America/New_York"), Date.parse("2026-11-01T02:00:00Z"), 9],
  ])("a night in %s in which the clock changes", (_, condition, fromMs, lengthHours) => {
    const openAt = (hour: number) => isOpen(condition, new Date(fromMs + hour * 3_600_000).toISOString());
    expect([openAt(-0.1), openAt(0), openAt(lengthHours - 0.1), openAt(lengthHours)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test("a zone of half an hour", () => {
    expect(isOpen(kolkata("05:00", "06:00"), "2026-10-06T23:30:00Z")).toBe(true);
    expect(isOpen(kolkata("05:00", "06:00"), "2026-10-06T23:29:00Z")).toBe(false);
  });
});

test("the record says what the clock showed", () => {
  const reason = checkTime(hours(["mon", "tue"], "05:00", "09:00", "Europe/Berlin"), facts());
  expect(reason).toBe("time: wed 07:00 in Europe/Berlin is outside mon,tue 05:00-09:00");
});

test("a zone that does not exist, which loading a map refuses, is an error and never open", () => {
  expect(() => isOpen(hours(["wed"], "00:00", "24:00", "Mars/Olympus"), "2026-10-07T12:00:00Z")).toThrow(RangeError);
});

test("the formatter of a zone is made once: it takes longer than the rest of a decision", () => {
  const made = vi.spyOn(Intl, "DateTimeFormat");
  const often = (zone: string) =>
    [1, 2, 3].map(() => isOpen(hours(["wed"], "00:00", "24:00", zone), "2026-10-07T05:00:00Z"));
  expect(often("Pacific/Niue")).toEqual([false, false, false]);
  expect(often("Pacific/Kiritimati")).toEqual([true, true, true]);
  expect(made).toHaveBeenCalledTimes(2);
});
