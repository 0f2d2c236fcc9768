package vendcredentials;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.Socket;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Closes a connection when the time is over, first of one phase, then of the next. What is stuck in it then ends with an exception, however
 * slowly bytes may come; a socket's own time limit begins anew with each of them.
 */
final class TimeLimit implements AutoCloseable {
  private final Timer timer = new Timer("vend-credentials-time-limit", true);
  private final Deadline ends;
  private TimerTask task;
  private Socket socket;
  private Failure late;

  TimeLimit(Deadline ends) {
    this.ends = ends;
  }

  synchronized void restart(String missing, long longestMs) {
    if (task != null) {
      task.cancel();
    }
    long limitMs = Math.max(1, Math.min(longestMs, ends.leftMs()));
    String seconds = new BigDecimal(limitMs).movePointLeft(3).setScale(1, RoundingMode.HALF_UP).toString();
    Failure failure = new Failure(missing + " within " + seconds.replaceFirst("\\.0$", "") + " s", true);
    task =
        new TimerTask() {
          @Override
          public void run() {
            expire(this, failure);
          }
        };
    timer.schedule(task, limitMs);
  }

  /** The connection that is to be closed; the one before is forgotten. */
  synchronized Socket guard(Socket opened) throws Failure {
    socket = opened;
    check();
    return opened;
  }

  synchronized void check() throws Failure {
    if (late != null) {
      throw late;
    }
  }

  private synchronized void expire(TimerTask expired, Failure failure) {
    if (expired == task) {
      late = failure;
      closeSocket();
    }
  }

  private void closeSocket() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException closed) {
      // It is gone, which is what was wanted.
    }
  }

  @Override
  public synchronized void close() {
    timer.cancel();
    closeSocket();
  }
}
