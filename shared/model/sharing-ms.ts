/** How instances wait for each other where they share sessions. */
export const sharingMs = {
  /** Before each look at what another instance mints: together some 140 ms, in which STS mostly answers. */
  pauses: [0, 20, 40, 80],
  /** Of the budget of a request: who has no more left stops waiting for others, and asks STS. An attempt of STS takes no longer. */
  leftForSts: 400,
  /** A little more than STS may take: who has died meanwhile, or got nothing, is not waited for. */
  lease: 700,
} as const;
