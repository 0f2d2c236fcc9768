import fc from "fast-check";

/** A mutant is killed by the same cases every time, or one that is dead today lives tomorrow; the first case that fails is enough to know. */
fc.configureGlobal({ seed: 20_261_101, endOnFailure: true });
