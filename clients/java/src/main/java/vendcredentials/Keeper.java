package vendcredentials;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps credentials in memory, and renews them before they end: one fetch at a time, and while the kept ones are good nobody waits for
 * it. What is kept is replaced by new credentials only, never by nothing.
 */
final class Keeper {
  private static final long LONGEST_AHEAD_MS = 20 * 60_000;

  /** Less than this is not enough for a caller to begin with. */
  private static final long TOO_SHORT_MS = 60_000;

  private static final long FIRST_PAUSE_MS = 5_000;
  private static final long LONGEST_PAUSE_MS = 60_000;
  private static final long WARNING_PAUSE_MS = 60_000;

  /** A fetch ends by itself after 15 s, but where looking up a name takes longer. */
  private static final long LONGEST_WAIT_MS = 16_000;

  private final Callable<Credentials> fetch;
  private final Long refreshAheadMs;
  private final Consumer<Failure> warn;
  private final LongSupplier clock;
  private final long longestWaitMs;
  private final ThreadFactory threads;

  private Credentials kept;
  private long renewFromMs;
  private Flight underWay;
  private int failures;
  private long notBeforeMs;
  private Long warnedAtMs;

  /**
   * @param fetch gets new ones; throws Failure
   * @param refreshAheadMs null: 20 minutes, or half of what was left at receipt
   * @param warn gets why a renewal failed while those at hand are good
   * @param clock milliseconds since the epoch
   */
  Keeper(Callable<Credentials> fetch, Long refreshAheadMs, Consumer<Failure> warn, LongSupplier clock) {
    this(fetch, refreshAheadMs, warn, clock, LONGEST_WAIT_MS, Thread::new);
  }

  Keeper(
      Callable<Credentials> fetch,
      Long refreshAheadMs,
      Consumer<Failure> warn,
      LongSupplier clock,
      long longestWaitMs,
      ThreadFactory threads) {
    this.fetch = fetch;
    this.refreshAheadMs = refreshAheadMs;
    this.warn = warn;
    this.clock = clock;
    this.longestWaitMs = longestWaitMs;
    this.threads = threads;
  }

  /** One fetch, and when it is given up. */
  private static final class Flight {
    final CompletableFuture<Credentials> came = new CompletableFuture<>();
    final Deadline ends;
    Thread thread;

    Flight(long longestMs) {
      ends = Deadline.inMs(longestMs);
    }
  }

  /** Credentials that have not expired. */
  Credentials get() throws Failure {
    Credentials good;
    Flight awaited;
    synchronized (this) {
      long nowMs = clock.getAsLong();
      good = kept != null && kept.expiresAtMs > nowMs ? kept : null;
      boolean isTooShort = good == null || good.expiresAtMs - nowMs < TOO_SHORT_MS;
      if (good != null && (nowMs < notBeforeMs || (!isTooShort && nowMs < renewFromMs))) {
        return good;
      }
      try {
        awaited = renew();
      } catch (Failure none) {
        if (good != null) {
          return good;
        }
        throw none;
      }
      if (!isTooShort) {
        return good;
      }
    }
    try {
      return await(awaited);
    } catch (Failure failure) {
      if (good != null && good.expiresAtMs > clock.getAsLong()) {
        return good;
      }
      throw failure;
    }
  }

  private Credentials await(Flight awaited) throws Failure {
    try {
      return awaited.came.get(awaited.ends.leftMs(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException ended) {
      throw (Failure) ended.getCause();
    } catch (TimeoutException late) {
      throw new Failure("no answer within " + longestWaitMs / 1000 + " s");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Failure("the thread that waited was interrupted");
    }
  }

  /** The renewal that is under way, begun where there is none, or one that will not end, as of a token file that hangs. */
  private synchronized Flight renew() throws Failure {
    if (underWay != null && !underWay.ends.isOver()) {
      return underWay;
    }
    if (underWay != null) {
      underWay.thread.interrupt();
    }
    Flight begun = new Flight(longestWaitMs);
    try {
      begun.thread = threads.newThread(() -> run(begun));
      begun.thread.setName("vend-credentials");
      begun.thread.setDaemon(true);
      begun.thread.start();
    } catch (OutOfMemoryError none) {
      throw new Failure("no thread can be started");
    }
    // Only now: where no thread can be had, the next caller shall try again.
    underWay = begun;
    return begun;
  }

  private void run(Flight begun) {
    try {
      Credentials got = fetch.call();
      succeed(begun, got);
      begun.came.complete(got);
    } catch (Throwable thrown) {
      Failure failure = thrown instanceof Failure ? (Failure) thrown : new Failure("it failed: " + thrown.getClass().getName());
      boolean isWarning = fail(begun);
      begun.came.completeExceptionally(failure);
      if (isWarning) {
        warn.accept(failure);
      }
    }
  }

  private synchronized void succeed(Flight ended, Credentials got) {
    if (underWay != ended) {
      return;
    }
    long lifeMs = got.expiresAtMs - clock.getAsLong();
    kept = got;
    renewFromMs = got.expiresAtMs - (refreshAheadMs != null ? refreshAheadMs : Math.min(LONGEST_AHEAD_MS, lifeMs / 2));
    failures = 0;
    notBeforeMs = 0;
    underWay = null;
  }

  /** Whether it is worth a warning. */
  private synchronized boolean fail(Flight ended) {
    if (underWay != ended) {
      return false;
    }
    underWay = null;
    long nowMs = clock.getAsLong();
    long pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures, 10));
    failures++;
    // Longer by up to a fifth, so that many processes do not knock at the same time.
    notBeforeMs = nowMs + pauseMs + ThreadLocalRandom.current().nextLong(pauseMs / 5);
    boolean isGood = kept != null && kept.expiresAtMs > nowMs;
    if (!isGood || (warnedAtMs != null && nowMs - warnedAtMs < WARNING_PAUSE_MS)) {
      return false;
    }
    warnedAtMs = nowMs;
    return true;
  }
}
