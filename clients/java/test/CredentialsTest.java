package vendcredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private static final long NOW_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private static Credentials parse(String id, String secret, String token, String expiration) throws Failure {
    String body = "{\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\",\"Token\":\"%s\",\"Expiration\":\"%s\"}";
    return Credentials.parse(String.format(body, id, secret, token, expiration), NOW_MS);
  }

  @Test
  void takesNoneThatAreToLastForEverOrEndALine() throws Exception {
    assertEquals("s/+=", parse("id", "s/+=", "t", "2026-01-01T13:00:00Z").secretAccessKey);
    String[][] rows = {
      {"id", "s", "t", "2026-01-01T13:00:01Z", "Expiration is more than 13 h ahead"},
      {"id", "s", "t", "9999-12-31T23:59:59Z", "Expiration is more than 13 h ahead"},
      {"a\\nb", "s", "t", "2026-01-01T01:00:00Z", "AccessKeyId holds something other than printable ASCII"},
      {"id", "s\\u0000", "t", "2026-01-01T01:00:00Z", "SecretAccessKey holds something other than printable ASCII"},
      {"id", "s", "t t", "2026-01-01T01:00:00Z", "Token holds something other than printable ASCII"},
      {"id", "s", "t\\n", "2026-01-01T01:00:00Z", "Token holds something other than printable ASCII"},
    };
    for (String[] row : rows) {
      Failure failure = assertThrows(Failure.class, () -> parse(row[0], row[1], row[2], row[3]), row[4]);
      assertEquals("the answer's " + row[4], failure.getMessage());
    }
  }
}
