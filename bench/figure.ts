/** One measured value and what it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value must not be over it. */
  readonly bound: number;
  readonly holds: boolean;
  /** The same work done the plain way, in the same run: what the value is to be read beside. */
  readonly reference: number;
}

/** @param bound in the unit of the value */
export function figure(name: string, unit: string, value: number, bound: number, reference: number): Figure {
  return {
    name,
    value: rounded(value),
    unit,
    bound: rounded(bound),
    holds: value <= bound,
    reference: rounded(reference),
  };
}

/** Three significant digits: the machine's noise is larger than the fourth. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
