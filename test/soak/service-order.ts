/** What the service's process is told to do, besides what it is there for. */
export type ServiceOrder =
  | { readonly kind: "moveClock"; readonly byMs: number }
  | { readonly kind: "sample" }
  | { readonly kind: "tellStalls" };

/** What it says then. Memory in bytes, after a collection; stalls of its event loop since the last time. */
export type ServiceReport =
  | { readonly kind: "ready"; readonly url: string }
  | { readonly kind: "sample"; readonly rss: number; readonly heapUsed: number; readonly cpuMs: number }
  | { readonly kind: "done"; readonly stalledMs: number };
