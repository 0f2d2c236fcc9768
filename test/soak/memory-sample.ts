/** What the service's process holds, once its garbage has been collected. */
export interface MemorySample {
  /** Since the load began. */
  readonly atSeconds: number;
  readonly rssMb: number;
  readonly heapMb: number;
}
