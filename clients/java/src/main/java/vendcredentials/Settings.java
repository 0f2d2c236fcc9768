package vendcredentials;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What was set, checked. */
final class Settings {
  private final Map<String, String> environment;

  URI url;
  String grant;
  BigDecimal durationSeconds;
  Map<String, String> parameters;
  TokenSource tokens;
  Transport transport;

  /** Null: 20 minutes, or half of what was left at receipt. */
  Long refreshAheadMs;

  Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads what was set by the builder, else by the environment. Where something is wrong, as much is there as was read before.
   *
   * @throws Failure that names the setting
   */
  void read(VendCredentialsProvider.Builder builder) throws Failure {
    String address = either(builder.url, "VEND_URL");
    if (address == null) {
      throw new Failure("the service's URL is not set; set VEND_URL");
    }
    URI parsed = Address.parse(address, "VEND_URL");
    if (address.contains("?")) {
      throw new Failure("VEND_URL may have no query");
    }
    url = parsed;
    grant = checkGrant(either(builder.grant, "VEND_GRANT"));
    parameters = new TreeMap<>(builder.parameters);
    durationSeconds = seconds(builder.duration, "VEND_DURATION_SECONDS");
    refreshAheadMs = milliseconds(builder.refreshAhead, "VEND_REFRESH_AHEAD_SECONDS", null);
    transport =
        new Transport(
            environment,
            path(builder.caBundle, "VEND_CA_BUNDLE"),
            milliseconds(builder.connectTimeout, "VEND_CONNECT_TIMEOUT_SECONDS", 2_000L),
            milliseconds(builder.readTimeout, "VEND_READ_TIMEOUT_SECONDS", 5_000L));
    tokens = chooseTokens(builder);
  }

  /** The sentence that callers get. */
  VendException describe(Failure failure) {
    String from = url == null ? "" : " from " + url.toString().replaceFirst("/+$", "");
    String of = grant == null ? "" : " for grant \"" + printable(grant) + "\"";
    return new VendException("No AWS credentials" + from + of + ": " + failure.getMessage(), failure.status, failure.code);
  }

  private static String printable(String grant) {
    return grant.replaceAll("[\"\\\\]", "\\\\$0").replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", " ");
  }

  /** An option of any kind wins over the environment of every kind: who passes a token means that one. */
  private TokenSource chooseTokens(VendCredentialsProvider.Builder builder) throws Failure {
    if (builder.tokenFile != null) {
      return new FileToken(builder.tokenFile);
    }
    if (builder.tokenUrl != null || builder.clientId != null) {
      return readClient(builder);
    }
    if (builder.token != null) {
      return new GivenToken(builder.token, "the token");
    }
    Path file = path(null, "VEND_TOKEN_FILE");
    if (file != null) {
      return new FileToken(file);
    }
    if (either(null, "VEND_TOKEN_URL") != null) {
      return readClient(builder);
    }
    String token = either(null, "VEND_TOKEN");
    if (token == null) {
      throw new Failure(
          "no token is set; set VEND_TOKEN_FILE, or VEND_TOKEN_URL with VEND_CLIENT_ID and its secret, or VEND_TOKEN");
    }
    Supplier<String> always = () -> token;
    return new GivenToken(always, "VEND_TOKEN");
  }

  private TokenSource readClient(VendCredentialsProvider.Builder builder) throws Failure {
    String tokenUrl = either(builder.tokenUrl, "VEND_TOKEN_URL");
    String clientId = either(builder.clientId, "VEND_CLIENT_ID");
    String secret = builder.clientSecretFile == null ? either(builder.clientSecret, "VEND_CLIENT_SECRET") : builder.clientSecret;
    Path secretFile = path(builder.clientSecretFile, "VEND_CLIENT_SECRET_FILE");
    List<String> missing = new ArrayList<>();
    if (tokenUrl == null) {
      missing.add("VEND_TOKEN_URL");
    }
    if (clientId == null) {
      missing.add("VEND_CLIENT_ID");
    }
    if (secret == null && secretFile == null) {
      missing.add("VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE");
    }
    if (!missing.isEmpty()) {
      throw new Failure("client credentials are not set in full; set " + String.join(" and ", missing));
    }
    return new ClientCredentials(
        transport,
        Address.parse(tokenUrl, "VEND_TOKEN_URL"),
        clientId,
        secret,
        secretFile,
        either(builder.tokenScope, "VEND_TOKEN_SCOPE"),
        either(builder.tokenAudience, "VEND_TOKEN_AUDIENCE"));
  }

  /** Two dots would walk up the path. */
  private static String checkGrant(String grant) throws Failure {
    if (grant != null && !grant.matches("(?s)(?!\\.{1,2}(?:/|\\z))[^/]+(?:/(?!\\.{1,2}\\z)[^/]+)?")) {
      throw new Failure("VEND_GRANT is not of the form GRANT or GRANT/ACCOUNT");
    }
    return grant;
  }

  /** What is empty is not set. */
  private String either(String option, String variable) {
    String value = option == null ? environment.get(variable) : option;
    return value == null || value.isEmpty() ? null : value;
  }

  private Path path(Path option, String variable) throws Failure {
    String value = either(null, variable);
    try {
      return option != null ? option : value == null ? null : Paths.get(value);
    } catch (InvalidPathException noPath) {
      throw new Failure(variable + " is no path");
    }
  }

  private BigDecimal seconds(Duration option, String variable) throws Failure {
    String text = option == null ? either(null, variable) : BigDecimal.valueOf(option.toMillis(), 3).toPlainString();
    if (text != null && !text.matches("[0-9]{1,9}(?:\\.[0-9]{1,9})?")) {
      throw new Failure(variable + " is no number of seconds");
    }
    return text == null ? null : new BigDecimal(new BigDecimal(text).stripTrailingZeros().toPlainString());
  }

  private Long milliseconds(Duration option, String variable, Long otherwise) throws Failure {
    BigDecimal seconds = seconds(option, variable);
    return seconds == null ? otherwise : Long.valueOf(seconds.movePointRight(3).longValue());
  }
}
