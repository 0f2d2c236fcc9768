package vendcredentials;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Gets credentials from the service: up to four attempts in fifteen seconds. */
final class Fetch {
  private static final int MAX_ATTEMPTS = 4;
  private static final long TOTAL_MS = 15_000;
  private static final long FIRST_PAUSE_MS = 200;
  private static final long LONGEST_RETRY_AFTER_MS = 5_000;

  private final Settings settings;

  Fetch(Settings settings) {
    this.settings = settings;
  }

  /** @throws Failure with what the last attempt came to */
  Credentials credentials() throws Failure, InterruptedException {
    Deadline ends = Deadline.inMs(TOTAL_MS);
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(ends);
      } catch (Failure failure) {
        if (!failure.isPassing) {
          throw failure;
        }
        long pauseMs = pauseAfter(attempt, failure.retryAfterMs);
        if (attempt == MAX_ATTEMPTS || pauseMs >= ends.leftMs()) {
          throw attempt == 1 ? failure : failure.saying(failure.getMessage() + " after " + attempt + " attempts");
        }
        TimeUnit.MILLISECONDS.sleep(pauseMs);
      }
    }
  }

  /** Any time up to 0.2, 0.4, 0.8 s, so that those who failed together do not come back together; but what the service asks for. */
  private static long pauseAfter(int attempt, long retryAfterMs) {
    long jitterMs = ThreadLocalRandom.current().nextLong(FIRST_PAUSE_MS << (attempt - 1));
    return Math.max(jitterMs, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
  }

  private Credentials attempt(Deadline ends) throws Failure {
    String token = settings.tokens.read(ends);
    Reply reply = ask(token, ends);
    if (reply.status == 401 && settings.tokens.hasAnother(token)) {
      token = settings.tokens.read(ends);
      reply = ask(token, ends);
    }
    if (reply.status != 200) {
      Map<String, Object> answer = Json.parseObject(reply.body);
      Object code = answer == null ? null : answer.get("code");
      throw new Failure(
          Refusal.describe(reply.status, answer, token),
          Refusal.isPassing(reply.status),
          reply.retryAfterMs,
          reply.status,
          code instanceof String ? (String) code : null);
    }
    return Credentials.parse(reply.body, System.currentTimeMillis());
  }

  private Reply ask(String token, Deadline ends) throws Failure {
    return settings.transport.send("GET", target(), "authorization: Bearer " + token + "\r\n", "", ends);
  }

  URI target() {
    StringBuilder target = new StringBuilder(settings.url.toString().replaceFirst("/+$", "")).append("/v1/credentials");
    if (settings.grant != null) {
      for (String segment : settings.grant.split("/")) {
        target.append('/').append(Address.encode(segment));
      }
    }
    target.append("?format=container");
    if (settings.durationSeconds != null) {
      target.append("&duration=").append(settings.durationSeconds);
    }
    settings.parameters.forEach(
        (name, value) -> target.append("&param.").append(Address.encode(name)).append('=').append(Address.encode(value)));
    return URI.create(target.toString());
  }
}
