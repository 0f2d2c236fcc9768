package vendcredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is kept, for how long, and what replaces it, by a clock that stands still until it is set. */
class KeeperTest {
  private static final long MINUTE_MS = 60_000;

  private final AtomicLong nowMs = new AtomicLong(1_000_000_000_000L);
  private final AtomicInteger fetched = new AtomicInteger();
  private final AtomicInteger warnings = new AtomicInteger();
  private volatile long lifeMs = 60 * MINUTE_MS;
  private volatile Failure refuses;
  private volatile CountDownLatch held = new CountDownLatch(0);

  private Keeper keeper(Long refreshAheadMs) {
    return new Keeper(this::fetch, refreshAheadMs, failure -> warnings.incrementAndGet(), nowMs::get);
  }

  private Credentials fetch() throws Exception {
    held.await();
    int number = fetched.incrementAndGet();
    if (refuses != null) {
      throw refuses;
    }
    return new Credentials("id", "secret", "token-" + number, nowMs.get() + lifeMs);
  }

  /** Whether these are given, and waits for what is done in the background. */
  private static void expect(Keeper keeper, String token) throws Exception {
    assertEquals(token, keeper.get().sessionToken);
    settle();
  }

  private static void settle() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("vend-credentials")) {
        thread.join(5_000);
      }
    }
  }

  @Test
  void renewsInTheBackgroundFromTheWindowOn() throws Exception {
    Long[][] rows = {{60L, null, 40L}, {30L, null, 15L}, {60L, 50L, 10L}};
    for (Long[] row : rows) {
      fetched.set(0);
      lifeMs = row[0] * MINUTE_MS;
      Keeper keeper = keeper(row[1] == null ? null : row[1] * MINUTE_MS);
      expect(keeper, "token-1");
      nowMs.addAndGet(row[2] * MINUTE_MS - 1);
      expect(keeper, "token-1");
      assertEquals(1, fetched.get(), "before the window");
      nowMs.addAndGet(1);
      expect(keeper, "token-1");
      expect(keeper, "token-2");
    }
  }

  @Test
  void pausesLongerAfterEachFailureAndWarnsOnceAMinute() throws Exception {
    Keeper keeper = keeper(null);
    expect(keeper, "token-1");
    nowMs.addAndGet(41 * MINUTE_MS);
    refuses = new Failure("down");
    int fetches = 1;
    for (long pauseMs : new long[] {5_000, 10_000, 20_000, 40_000, 60_000, 60_000}) {
      expect(keeper, "token-1");
      fetches++;
      nowMs.addAndGet(pauseMs - 1);
      expect(keeper, "token-1");
      assertEquals(fetches, fetched.get(), "before a pause of " + pauseMs + " ms is over");
      nowMs.addAndGet(pauseMs / 5 + 1);
    }
    // At 0, 90 and 162 s: a minute had not passed at 6, 18 and 42.
    assertEquals(3, warnings.get());
    refuses = null;
    expect(keeper, "token-1");
    expect(keeper, "token-" + (fetches + 1));
  }

  @Test
  void waitsInTheLastMinuteAndGivesWhatItHasWhileThatIsGood() throws Exception {
    Keeper keeper = keeper(null);
    expect(keeper, "token-1");
    nowMs.addAndGet(59 * MINUTE_MS + 1);
    refuses = new Failure("down");
    expect(keeper, "token-1");
    nowMs.addAndGet(6_000);
    refuses = null;
    expect(keeper, "token-3");
    nowMs.addAndGet(120 * MINUTE_MS);
    refuses = new Failure("down");
    assertSame(refuses, assertThrows(Failure.class, keeper::get));
    refuses = null;
    expect(keeper, "token-5");
  }

  @Test
  void takesAnErrorOfAnyKindForAFailureAndTriesAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Keeper keeper =
        new Keeper(
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new StackOverflowError("of somebody's token supplier");
              }
              return new Credentials("id", "secret", "token", nowMs.get() + lifeMs);
            },
            null,
            failure -> warnings.incrementAndGet(),
            nowMs::get);
    assertEquals("it failed: java.lang.StackOverflowError", assertThrows(Failure.class, keeper::get).getMessage());
    expect(keeper, "token");
  }

  @Test
  void givesUpAFetchThatDoesNotEnd() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Keeper keeper =
        new Keeper(
            () -> {
              if (calls.incrementAndGet() == 1) {
                boolean isInterrupted = false;
                while (!isInterrupted) {
                  try {
                    never.await();
                  } catch (InterruptedException interrupted) {
                    isInterrupted = true;
                  }
                }
                return new Credentials("id", "secret", "too late", nowMs.get() + lifeMs);
              }
              return new Credentials("id", "secret", "token", nowMs.get() + lifeMs);
            },
            null,
            failure -> warnings.incrementAndGet(),
            nowMs::get,
            100,
            Thread::new);
    assertTrue(assertThrows(Failure.class, keeper::get).getMessage().startsWith("no answer within"));
    Thread.sleep(20);
    expect(keeper, "token");
    expect(keeper, "token");
  }

  @Test
  void goesOnWithWhatIsGoodWhereThereAreNoThreads() throws Exception {
    AtomicInteger threads = new AtomicInteger();
    Keeper keeper =
        new Keeper(
            this::fetch,
            null,
            failure -> warnings.incrementAndGet(),
            nowMs::get,
            16_000,
            task -> {
              if (threads.incrementAndGet() != 1) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return new Thread(task);
            });
    expect(keeper, "token-1");
    nowMs.addAndGet(50 * MINUTE_MS);
    expect(keeper, "token-1");
    nowMs.addAndGet(9 * MINUTE_MS + 30_000);
    expect(keeper, "token-1");
    nowMs.addAndGet(MINUTE_MS);
    assertEquals("no thread can be started", assertThrows(Failure.class, keeper::get).getMessage());
    assertEquals(4, threads.get());
  }

  @Test
  void oneWhoIsInterruptedLeavesTheFetchToTheOthers() throws Exception {
    Keeper keeper = keeper(null);
    held = new CountDownLatch(1);
    AtomicInteger good = new AtomicInteger();
    List<Thread> others = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      others.add(
          new Thread(
              () -> {
                try {
                  good.addAndGet(keeper.get().sessionToken.equals("token-1") ? 1 : 0);
                } catch (Failure failure) {
                  good.addAndGet(-1_000);
                }
              }));
    }
    others.forEach(Thread::start);
    Thread.currentThread().interrupt();
    assertTrue(assertThrows(Failure.class, keeper::get).getMessage().contains("interrupted"));
    assertTrue(Thread.interrupted(), "the thread still knows");
    held.countDown();
    for (Thread other : others) {
      other.join(5_000);
    }
    assertEquals(20, good.get());
    assertEquals(1, fetched.get());
  }
}
