/** What happens at its time, the earliest first; of two at the same time, the one that was added first. */
export interface EventQueue {
  readonly add: (atMs: number, happen: () => void) => void;
  /** Lets all happen, and what that adds. `nowMs` is the time of what happens. */
  readonly run: () => void;
  readonly nowMs: () => number;
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly happen: () => void;
}

/** A binary heap. */
export function createEventQueue(): EventQueue {
  const heap: Event[] = [];
  let added = 0;
  let nowMs = 0;

  const isBefore = (one: Event, other: Event) =>
    one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

  function swapIfBefore(child: number, parent: number): boolean {
    const [one, other] = [heap[child], heap[parent]];
    if (one === undefined || other === undefined || !isBefore(one, other)) return false;
    [heap[child], heap[parent]] = [other, one];
    return true;
  }

  function take(): Event | undefined {
    const [first] = heap;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      heap[0] = last;
      for (let parent = 0; ; ) {
        const [left, right] = [2 * parent + 1, 2 * parent + 2];
        const [one, other] = [heap[left], heap[right]];
        const child = other !== undefined && one !== undefined && isBefore(other, one) ? right : left;
        if (!swapIfBefore(child, parent)) break;
        parent = child;
      }
    }
    return first;
  }

  return {
    add: (atMs, happen) => {
      added += 1;
      let child = heap.push({ atMs, order: added, happen }) - 1;
      while (child > 0) {
        const parent = (child - 1) >> 1;
        if (!swapIfBefore(child, parent)) break;
        child = parent;
      }
    },
    run: () => {
      for (let event = take(); event !== undefined; event = take()) {
        nowMs = event.atMs;
        event.happen();
      }
    },
    nowMs: () => nowMs,
  };
}
