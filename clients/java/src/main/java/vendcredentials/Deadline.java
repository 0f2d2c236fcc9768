package vendcredentials;

/** When something must be over, by a clock that nobody sets. */
final class Deadline {
  private final long atNs;

  private Deadline(long atNs) {
    this.atNs = atNs;
  }

  static Deadline inMs(long ms) {
    return new Deadline(System.nanoTime() + ms * 1_000_000);
  }

  boolean isOver() {
    return System.nanoTime() - atNs >= 0;
  }

  /** One at least, since in Java's time limits none means no limit. */
  long leftMs() {
    return Math.max(1, (atNs - System.nanoTime()) / 1_000_000);
  }
}
