import { type TimeCondition, weekdays } from "../../model/policy-document.ts";

const minutesOfDay = 1440;

/** Which minutes of a week, from Monday's first on, a time condition admits, by the wall clock of its zone. */
function weekMinutes(condition: TimeCondition): Uint8Array {
  const minutes = new Uint8Array(weekdays.length * minutesOfDay);
  const { fromMinute, toMinute } = condition;
  const length = toMinute <= fromMinute ? toMinute + minutesOfDay - fromMinute : toMinute - fromMinute;
  for (const day of condition.days) {
    const start = weekdays.indexOf(day) * minutesOfDay + fromMinute;
    for (let minute = start; minute < start + length; minute++) minutes[minute % minutes.length] = 1;
  }
  return minutes;
}

/** Whether every time that `newer` admits is admitted by `older` too. Two zones are not compared. */
export function admitsNoMoreTimes(newer: TimeCondition, older: TimeCondition): boolean {
  const known = weekMinutes(older);
  if (known.every((minute) => minute === 1)) return true;
  return newer.zone === older.zone && weekMinutes(newer).every((minute, position) => minute <= (known[position] ?? 0));
}
