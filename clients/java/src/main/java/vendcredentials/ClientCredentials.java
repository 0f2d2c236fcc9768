package vendcredentials;

import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/**
 * Tokens by client credentials (RFC 6749 section 4.4), kept while they are good. There is one fetch at a time, but where one that would
 * not end was given up.
 */
final class ClientCredentials implements TokenSource {
  /** A token is not used in its last minute, in which it could end on its way. */
  private static final double LAST_MINUTE_SECONDS = 60;

  private static final double LONGEST_LIFE_SECONDS = 365 * 24 * 3600;

  private final Transport transport;
  private final URI tokenUrl;
  private final String origin;
  private final String clientId;
  private final String secret;
  private final Path secretFile;
  private final String scope;
  private final String audience;

  private volatile String token;
  private volatile long goodUntilMs;

  /** @param secret null: what {@code secretFile} holds */
  ClientCredentials(
      Transport transport, URI tokenUrl, String clientId, String secret, Path secretFile, String scope, String audience) {
    this.transport = transport;
    this.tokenUrl = tokenUrl;
    this.origin = "the identity provider " + tokenUrl.getScheme() + "://" + tokenUrl.getRawAuthority();
    this.clientId = clientId;
    this.secret = secret;
    this.secretFile = secretFile;
    this.scope = scope;
    this.audience = audience;
  }

  @Override
  public String read(Deadline ends) throws Failure {
    String kept = token;
    return kept == null || System.currentTimeMillis() >= goodUntilMs ? request(ends) : kept;
  }

  @Override
  public boolean hasAnother(String refused) {
    token = null;
    return true;
  }

  private String request(Deadline ends) throws Failure {
    StringBuilder form = new StringBuilder("grant_type=client_credentials");
    if (scope != null) {
      form.append("&scope=").append(formEncode(scope));
    }
    if (audience != null) {
      form.append("&audience=").append(formEncode(audience));
      if (audience.matches("(?is)[a-z][a-z0-9+.-]*:.*")) {
        form.append("&resource=").append(formEncode(audience));
      }
    }
    // RFC 6749 section 2.3.1: form-encoded before they are joined, since both may hold a colon.
    String password = readSecret();
    String user = formEncode(clientId) + ":" + formEncode(password);
    String basic = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.US_ASCII));
    String headers = "authorization: Basic " + basic + "\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    Reply reply;
    try {
      reply = transport.send("POST", tokenUrl, headers, form.toString(), ends);
    } catch (Failure failure) {
      throw failure.saying("no token from " + origin + ": " + failure.getMessage());
    }
    return keep(reply, password, formEncode(password), basic);
  }

  private String keep(Reply reply, String... sent) throws Failure {
    Map<String, Object> answer = Json.parseObject(reply.body);
    if (reply.status != 200) {
      String said = origin + " answered " + Refusal.describe(reply.status, answer, sent);
      throw new Failure(said, Refusal.isPassing(reply.status), reply.retryAfterMs, 0, null);
    }
    Object given = answer == null ? null : answer.get("access_token");
    if (!(given instanceof String)) {
      throw new Failure(origin + " answered without a token", true);
    }
    Object type = answer.get("token_type");
    if (type != null && !"bearer".equalsIgnoreCase(type.toString())) {
      throw new Failure(origin + " gave a token that is not a bearer token");
    }
    String got = TokenSource.clean((String) given, "the token of " + origin);
    double lifeSeconds = Math.min(LONGEST_LIFE_SECONDS, lifeSeconds(answer.get("expires_in")));
    goodUntilMs = System.currentTimeMillis() + (long) ((lifeSeconds - LAST_MINUTE_SECONDS) * 1000);
    token = got;
    return got;
  }

  /** Without a word on its life a token is good for this once. */
  private static double lifeSeconds(Object expiresIn) {
    try {
      double seconds = expiresIn == null ? 0 : Double.parseDouble(expiresIn.toString());
      return seconds > 0 ? seconds : 0;
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  private String readSecret() throws Failure {
    if (secret != null) {
      return secret;
    }
    String text = SmallFile.read(secretFile, "the client secret file").replaceFirst("\\r?\\n\\z", "");
    if (text.isEmpty()) {
      throw new Failure("the client secret file " + secretFile + " is empty");
    }
    return text;
  }

  private static String formEncode(String text) {
    try {
      return URLEncoder.encode(text, "UTF-8");
    } catch (UnsupportedEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
