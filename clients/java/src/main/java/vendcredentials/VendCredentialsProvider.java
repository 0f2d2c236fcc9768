package vendcredentials;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Credentials of the vending service for the AWS SDK for Java, version 2: it shows the service a JWT, keeps the credentials in memory, and
 * renews them ahead of their end. Make one and hand it to all clients. It has no thread but while it asks the service, so that there is
 * nothing to close.
 */
public final class VendCredentialsProvider implements AwsCredentialsProvider {
  private final Keeper keeper;
  private final Settings settings;

  private VendCredentialsProvider(Settings settings, Consumer<String> onWarning) {
    this.settings = settings;
    this.keeper =
        new Keeper(
            new Fetch(settings)::credentials,
            settings.refreshAheadMs,
            failure -> onWarning.accept(settings.describe(failure).getMessage() + "; going on with those at hand"),
            System::currentTimeMillis);
  }

  /**
   * A provider that is set by the environment alone.
   *
   * @throws VendException where a setting is missing or wrong
   */
  public static VendCredentialsProvider create() {
    return builder().build();
  }

  /** A provider that is set by what is called on the builder, else by the environment. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Credentials that have not expired. Waits for the service only where there are none at hand, or where those have less than a minute
   * left: 16 seconds at most.
   *
   * @throws VendException where there are none
   */
  @Override
  public AwsCredentials resolveCredentials() {
    Credentials got = current();
    return AwsSessionCredentials.create(got.accessKeyId, got.secretAccessKey, got.sessionToken);
  }

  /** The same with their end, which AwsSessionCredentials has no place for in the first SDKs of version 2. */
  Credentials current() {
    try {
      return keeper.get();
    } catch (Failure failure) {
      throw settings.describe(failure);
    }
  }

  /** What is left out, or null, comes from the environment variable that is named. */
  public static final class Builder {
    String url;
    String grant;
    Duration duration;
    final Map<String, String> parameters = new HashMap<>();
    Path tokenFile;
    Supplier<String> token;
    String tokenUrl;
    String clientId;
    String clientSecret;
    Path clientSecretFile;
    String tokenScope;
    String tokenAudience;
    Path caBundle;
    Duration refreshAhead;
    Duration connectTimeout;
    Duration readTimeout;
    private Consumer<String> onWarning = sentence -> LoggerFactory.getLogger(VendCredentialsProvider.class).warn(sentence);

    private Builder() {}

    /** Base URL of the service, such as https://vend.corp.example: VEND_URL. Plain http for loopback hosts only. */
    public Builder url(String url) {
      this.url = url;
      return this;
    }

    /** GRANT or GRANT/ACCOUNT: VEND_GRANT. Without: the caller's only or default grant. */
    public Builder grant(String grant) {
      this.grant = grant;
      return this;
    }

    /** How long the session shall live: VEND_DURATION_SECONDS. Without: as long as the grant says. */
    public Builder duration(Duration duration) {
      this.duration = duration;
      return this;
    }

    /** One of the grant's parameters. */
    public Builder parameter(String name, String value) {
      parameters.put(name, value);
      return this;
    }

    /** A file that holds the JWT, read again for each fetch: VEND_TOKEN_FILE. */
    public Builder tokenFile(Path tokenFile) {
      this.tokenFile = tokenFile;
      return this;
    }

    /** The JWT itself: VEND_TOKEN. */
    public Builder token(String token) {
      return token(token == null ? null : () -> token);
    }

    /** What gives the JWT for each fetch, on the thread of the fetch. */
    public Builder token(Supplier<String> token) {
      this.token = token;
      return this;
    }

    /** The identity provider's token endpoint, for client credentials: VEND_TOKEN_URL. */
    public Builder tokenUrl(String tokenUrl) {
      this.tokenUrl = tokenUrl;
      return this;
    }

    /** VEND_CLIENT_ID */
    public Builder clientId(String clientId) {
      this.clientId = clientId;
      return this;
    }

    /** VEND_CLIENT_SECRET */
    public Builder clientSecret(String clientSecret) {
      this.clientSecret = clientSecret;
      return this;
    }

    /** A file that holds the client secret, read again for each token: VEND_CLIENT_SECRET_FILE. */
    public Builder clientSecretFile(Path clientSecretFile) {
      this.clientSecretFile = clientSecretFile;
      return this;
    }

    /** VEND_TOKEN_SCOPE */
    public Builder tokenScope(String tokenScope) {
      this.tokenScope = tokenScope;
      return this;
    }

    /** Sent as audience and, where it is a URI, as resource (RFC 8707): VEND_TOKEN_AUDIENCE. */
    public Builder tokenAudience(String tokenAudience) {
      this.tokenAudience = tokenAudience;
      return this;
    }

    /** PEM file of the authorities that are trusted, in place of the JVM's own, read again for each fetch: VEND_CA_BUNDLE. */
    public Builder caBundle(Path caBundle) {
      this.caBundle = caBundle;
      return this;
    }

    /**
     * How long before their end credentials are renewed: VEND_REFRESH_AHEAD_SECONDS. Without: 20 minutes, or half of what was left at
     * receipt, if that is less.
     */
    public Builder refreshAhead(Duration refreshAhead) {
      this.refreshAhead = refreshAhead;
      return this;
    }

    /** VEND_CONNECT_TIMEOUT_SECONDS; 2 s where nothing is said. */
    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout = connectTimeout;
      return this;
    }

    /** From the connection to the whole answer: VEND_READ_TIMEOUT_SECONDS; 5 s where nothing is said. */
    public Builder readTimeout(Duration readTimeout) {
      this.readTimeout = readTimeout;
      return this;
    }

    /**
     * Gets the sentence where a renewal failed and the credentials at hand are still good, once a minute at most. Without: a warning of
     * SLF4J, which the SDK logs with.
     */
    public Builder onWarning(Consumer<String> onWarning) {
      this.onWarning = onWarning;
      return this;
    }

    /**
     * Sends nothing yet.
     *
     * @throws VendException which says what setting is missing or wrong
     */
    public VendCredentialsProvider build() {
      return build(System.getenv());
    }

    VendCredentialsProvider build(Map<String, String> environment) {
      Settings settings = new Settings(environment);
      try {
        settings.read(this);
      } catch (Failure failure) {
        throw settings.describe(failure);
      }
      return new VendCredentialsProvider(settings, onWarning);
    }
  }
}
