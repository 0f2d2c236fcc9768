import fc from "fast-check";

/**
 * A mutant is killed by the same cases every time, or one that lives today is dead tomorrow; the first case that fails is enough to know,
 * and a second of cases is enough for one that lives.
 */
fc.configureGlobal({ seed: 20_261_101, endOnFailure: true, interruptAfterTimeLimit: 1_000 });
