package vendcredentials;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/** One set, only ever passed on whole. */
final class Credentials {
  private static final Pattern EXPIRATION = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

  /** What goes into headers, and into the lines of files, without ending them. */
  private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]+");

  /** More than AWS gives any session, which would else be kept as long as a mistake says. */
  private static final long LONGEST_LIFE_MS = 13 * 3_600_000;

  final String accessKeyId;
  final String secretAccessKey;
  final String sessionToken;

  /** Milliseconds since the epoch. */
  final long expiresAtMs;

  Credentials(String accessKeyId, String secretAccessKey, String sessionToken, long expiresAtMs) {
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
    this.sessionToken = sessionToken;
    this.expiresAtMs = expiresAtMs;
  }

  /**
   * Those in the body of a 200, in the shape {@code container}.
   *
   * @throws Failure where one is missing or the end is not ahead: half an answer signs requests that nobody understands
   */
  static Credentials parse(String body, long nowMs) throws Failure {
    Map<String, Object> answer = Json.parseObject(body);
    if (answer == null) {
      throw new Failure("the answer is not the JSON of credentials", true);
    }
    long expiresAtMs = parseTime(text(answer, "Expiration"));
    if (expiresAtMs <= nowMs) {
      throw new Failure("the answer's Expiration is past by this machine's clock", true);
    }
    if (expiresAtMs - nowMs > LONGEST_LIFE_MS) {
      throw new Failure("the answer's Expiration is more than 13 h ahead", true);
    }
    return new Credentials(value(answer, "AccessKeyId"), value(answer, "SecretAccessKey"), value(answer, "Token"), expiresAtMs);
  }

  private static String value(Map<String, Object> answer, String name) throws Failure {
    String value = text(answer, name);
    if (!VALUE.matcher(value).matches()) {
      throw new Failure("the answer's " + name + " holds something other than printable ASCII", true);
    }
    return value;
  }

  private static String text(Map<String, Object> answer, String name) throws Failure {
    Object value = answer.get(name);
    if (!(value instanceof String) || ((String) value).isEmpty()) {
      throw new Failure("the answer lacks " + name, true);
    }
    return (String) value;
  }

  private static long parseTime(String text) throws Failure {
    try {
      if (EXPIRATION.matcher(text).matches()) {
        return Instant.parse(text).toEpochMilli();
      }
    } catch (DateTimeException noSuchTime) {
      // The same sentence as for what does not even look like a time.
    }
    throw new Failure("the answer's Expiration is no time", true);
  }
}
