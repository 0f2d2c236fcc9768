/** Of credentials, in milliseconds. What lives longer was not made by STS: 12 hours, and an hour for a clock that was set back. */
export const longestLifeMs = 13 * 3_600_000;
