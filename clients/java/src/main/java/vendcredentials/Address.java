package vendcredentials;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** URLs: which ones tokens and secrets may go to, and through which proxy. */
final class Address {
  private static final Pattern LOOPBACK =
      Pattern.compile("127(?:\\.(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])){3}|\\[(?:0*:)+0*1\\]|localhost", Pattern.CASE_INSENSITIVE);

  /** Neither a path nor a second @: a password that is not escaped would make a part of itself the host, which messages name. */
  private static final Pattern PROXY = Pattern.compile("http://(?:[^@/?#]*@)?[^@/?#]+/?", Pattern.CASE_INSENSITIVE);

  private Address() {}

  /**
   * A URL that tokens or secrets may be sent to: not in the clear beyond this machine.
   *
   * @param setting what messages call it
   */
  static URI parse(String text, String setting) throws Failure {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException noUrl) {
      throw new Failure(setting + " is no URL");
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new Failure(setting + " must begin with https://");
    }
    if (url.getHost() == null || url.getPort() > 65_535) {
      throw new Failure(setting + " is no URL");
    }
    if (scheme.equals("http") && !isLoopback(url.getHost())) {
      throw new Failure(setting + " must be https: plain http is for loopback hosts only");
    }
    if (url.getRawUserInfo() != null || text.contains("#")) {
      throw new Failure(setting + " may have neither a user nor a fragment");
    }
    return url;
  }

  static boolean isTls(URI url) {
    return url.getScheme().equalsIgnoreCase("https");
  }

  static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : isTls(url) ? 443 : 80;
  }

  /** Whether a host is this very machine: 127.0.0.0/8, ::1 or localhost. */
  static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  /**
   * The proxy for a URL, null for none, by HTTPS_PROXY and NO_PROXY; the lower-case spelling first. Plain http goes to loopback hosts only,
   * and those are never asked through a proxy, so HTTP_PROXY has no say. Nor have Java's own properties, which hold for the whole JVM.
   */
  static URI chooseProxy(URI url, Map<String, String> environment) throws Failure {
    String proxy = first(environment, "https_proxy", "HTTPS_PROXY");
    if (proxy.isEmpty() || isLoopback(url.getHost()) || isExempt(url, first(environment, "no_proxy", "NO_PROXY"))) {
      return null;
    }
    try {
      String whole = proxy.contains("://") ? proxy : "http://" + proxy;
      URI parsed = new URI(whole);
      if (PROXY.matcher(whole).matches() && parsed.getHost() != null && parsed.getPort() <= 65_535) {
        return parsed;
      }
    } catch (URISyntaxException noUrl) {
      // The same sentence, which must not repeat what may hold a password.
    }
    throw new Failure("HTTPS_PROXY is not of the form http://host:port");
  }

  private static String first(Map<String, String> environment, String lower, String upper) {
    String value = environment.getOrDefault(lower, "");
    return value.isEmpty() ? environment.getOrDefault(upper, "") : value;
  }

  /** A name stands for itself and all below it, with or without a dot in front, as in curl, Go and Python. */
  private static boolean isExempt(URI url, String list) {
    String host = url.getHost().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    for (String entry : list.toLowerCase(Locale.ROOT).split("[\\s,]+")) {
      Matcher parts = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(?::(\\d{1,5}))?").matcher(entry);
      // What has more colons is an address of IPv6 as it is.
      boolean isSplit = parts.matches();
      String name = (isSplit ? parts.group(1) : entry).replaceAll("[\\[\\]]", "").replaceFirst("^\\*?\\.", "");
      boolean isPort = !isSplit || parts.group(2) == null || Integer.parseInt(parts.group(2)) == port(url);
      boolean isNamed = name.equals("*") || (!name.isEmpty() && (host.equals(name) || host.endsWith("." + name)));
      if (isNamed && isPort) {
        return true;
      }
    }
    return false;
  }

  /** For a segment of a path or a value of a query: everything but the unreserved characters of RFC 3986. */
  static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
      boolean isLetter = (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
      boolean isPlain = isLetter || (next >= '0' && next <= '9') || "-._~".indexOf(next) >= 0;
      encoded.append(isPlain ? String.valueOf((char) next) : String.format("%%%02X", next & 0xff));
    }
    return encoded.toString();
  }
}
