package vendcredentials;

import java.util.regex.Pattern;

/** Where JWTs come from. */
interface TokenSource {
  /** The token for the next request. */
  String read(Deadline ends) throws Failure;

  /** After the service has refused a token with 401: whether {@code read} would give another one now. */
  boolean hasAnother(String refused);

  /** RFC 6750 section 2.1: what may follow Bearer in a header. Everything else could end the header and begin another. */
  Pattern BEARER_SYNTAX = Pattern.compile("[A-Za-z0-9\\-._~+/]+=*");

  /**
   * A token as it was written down, without white space around it and without its scheme.
   *
   * @param name what messages call it
   */
  static String clean(String text, String name) throws Failure {
    String token = text.trim().replaceFirst("(?i)^Bearer(?:\\s+|$)", "");
    if (token.isEmpty()) {
      throw new Failure(name + " is empty");
    }
    if (!BEARER_SYNTAX.matcher(token).matches()) {
      throw new Failure(name + " holds something other than one token");
    }
    return token;
  }
}
