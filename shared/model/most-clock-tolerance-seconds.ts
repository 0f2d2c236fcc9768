/** The largest leeway for the difference between two clocks that a map may give an issuer. */
export const mostClockToleranceSeconds = 60;
