/**
 * Puts a clock that can be moved in the place of this process's own, so that sessions age without waiting. Timers, and what
 * is measured with `performance.now()`, go on as ever. To be called before anything else is loaded.
 * @returns moves it on
 */
export function shiftClock(): (byMs: number) => void {
  let offsetMs = 0;
  const RealDate = Date;
  class ShiftedDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [ShiftedDate.now()] : given) as [number]));
    }

    static override now(): number {
      return RealDate.now() + offsetMs;
    }
  }
  globalThis.Date = ShiftedDate as DateConstructor;
  return (byMs) => {
    offsetMs += byMs;
  };
}
