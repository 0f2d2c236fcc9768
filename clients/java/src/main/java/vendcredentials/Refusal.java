package vendcredentials;

import java.util.Map;
import java.util.regex.Pattern;

/** What an answer says that is not the one hoped for. */
final class Refusal {
  private static final int MAX_CHARACTERS = 200;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]+");

  private static final Pattern BROKEN = Pattern.compile("[^\\x21-\\x7e]+");

  /** A token that was echoed, which stays out of logs. */
  private static final Pattern JWT = Pattern.compile("eyJ[\\w-]*(?:\\.[\\w-]*)*");

  private Refusal() {}

  /** Whether the same request may be answered otherwise in a moment. */
  static boolean isPassing(int status) {
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
  }

  /**
   * In words that fit on a line: the status, the code and the sentence of the service, or the error code of an identity provider (RFC
   * 6749 section 5.2). What gateways and proxies say in between is not to be trusted with the line.
   *
   * @param answer the body's members; null where it was no JSON
   * @param sent tokens and secrets, which are not repeated
   */
  static String describe(int status, Map<String, Object> answer, String... sent) {
    if (status >= 300 && status < 400) {
      return status + ": a redirect, which is not followed";
    }
    String code = first(answer, sent, "code", "error");
    String message = first(answer, sent, "message", "error_description");
    String request = first(answer, sent, "requestId");
    return status
        + (code.isEmpty() ? "" : " " + code)
        + (message.isEmpty() ? "" : ": " + message)
        + (request.isEmpty() ? "" : " (request " + request + ")")
        + (code.isEmpty() && message.isEmpty() ? " without a reason" : "");
  }

  private static String first(Map<String, Object> answer, String[] sent, String... names) {
    for (String name : names) {
      Object value = answer == null ? null : answer.get(name);
      String text = value instanceof String ? printable((String) value, sent) : "";
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** What was sent is taken, in whatever pieces it comes back, for no part of the text. */
  private static String printable(String value, String[] sent) {
    String named = value;
    for (String secret : sent) {
      named = secret.isEmpty() ? named : named.replace(secret, "(token)");
    }
    String whole = BROKEN.matcher(named).replaceAll("");
    for (String secret : sent) {
      String unbroken = BROKEN.matcher(secret).replaceAll("");
      if (!unbroken.isEmpty() && whole.contains(unbroken)) {
        return "(token)";
      }
    }
    String text = JWT.matcher(UNPRINTABLE.matcher(named).replaceAll(" ")).replaceAll("(token)").trim();
    return text.substring(0, Math.min(text.length(), MAX_CHARACTERS));
  }
}
