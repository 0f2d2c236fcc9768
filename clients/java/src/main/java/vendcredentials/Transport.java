package vendcredentials;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * How requests are made, to the service and to the identity provider: on plain sockets. Java's HttpURLConnection silently asks a second
 * time, has no limit for a whole answer, and takes proxy passwords from settings of the whole JVM; its HttpClient is not in Java 8.
 */
final class Transport {
  /** What the service's access log has of this client. */
  private static final String USER_AGENT = "vend-java/0.1.0";

  private final Map<String, String> environment;
  private final Path caBundle;
  private final long connectTimeoutMs;
  private final long readTimeoutMs;

  /**
   * @param environment where proxies are named
   * @param caBundle PEM file of the authorities that are trusted, in place of the JVM's own; null: those
   * @param connectTimeoutMs for the connection, the proxy's tunnel and TLS together
   * @param readTimeoutMs from the connection to the whole answer
   */
  Transport(Map<String, String> environment, Path caBundle, long connectTimeoutMs, long readTimeoutMs) {
    this.environment = environment;
    this.caBundle = caBundle;
    this.connectTimeoutMs = connectTimeoutMs;
    this.readTimeoutMs = readTimeoutMs;
  }

  /**
   * Sends one request on a connection of its own, and reads the whole answer. Follows no redirect: what is sent is for the host that was
   * named.
   *
   * @param headers lines that each end with CR and LF
   */
  Reply send(String method, URI url, String headers, String body, Deadline ends) throws Failure {
    URI ascii = URI.create(url.toASCIIString());
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method + " " + (ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath())
            + (ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery()) + " HTTP/1.1\r\n"
            + "host: " + ascii.getRawAuthority() + "\r\n"
            + "user-agent: " + USER_AGENT + "\r\n"
            + "accept: application/json\r\n"
            + "connection: close\r\n"
            + (bytes.length == 0 ? "" : "content-length: " + bytes.length + "\r\n")
            + headers
            + "\r\n";
    URI proxy = Address.chooseProxy(url, environment);
    SSLSocketFactory tls = Address.isTls(url) ? Trust.with(caBundle) : null;
    try (TimeLimit limit = new TimeLimit(ends)) {
      try {
        limit.restart("no connection", connectTimeoutMs);
        Socket socket = open(url, proxy, tls, limit);
        limit.restart("no whole answer", readTimeoutMs);
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
        return Reply.read(socket.getInputStream());
      } catch (IOException failed) {
        limit.check();
        throw new Failure(Wording.of(failed), !Wording.isOfCertificate(failed));
      } catch (Failure failure) {
        limit.check();
        throw failure;
      }
    }
  }

  private static Socket open(URI url, URI proxy, SSLSocketFactory tls, TimeLimit limit) throws IOException, Failure {
    Socket plain = proxy == null ? connect(url, limit) : tunnel(url, proxy, limit);
    if (tls == null) {
      return plain;
    }
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, bare(url), Address.port(url), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    List<String> protocols = new ArrayList<>();
    for (String protocol : socket.getSupportedProtocols()) {
      if (protocol.matches("TLSv1\\.[23]")) {
        protocols.add(protocol);
      }
    }
    parameters.setProtocols(protocols.toArray(new String[0]));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static Socket connect(URI url, TimeLimit limit) throws IOException, Failure {
    IOException failed = null;
    for (InetAddress address : InetAddress.getAllByName(bare(url))) {
      Socket socket = limit.guard(new Socket());
      try {
        socket.connect(new InetSocketAddress(address, Address.port(url)));
        return socket;
      } catch (IOException refused) {
        limit.check();
        socket.close();
        failed = failed == null ? refused : failed;
      }
    }
    throw failed;
  }

  /** RFC 9110 section 9.3.6. The name is resolved by the proxy: inside of networks that have one, callers often cannot. */
  private static Socket tunnel(URI url, URI proxy, TimeLimit limit) throws Failure {
    String name = "the proxy " + proxy.getHost() + ":" + Address.port(proxy);
    int status;
    Socket socket;
    try {
      socket = connect(proxy, limit);
      String authority = url.getHost() + ":" + Address.port(url);
      String head = "CONNECT " + authority + " HTTP/1.1\r\nhost: " + authority + "\r\n" + authorization(proxy) + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      status = Reply.readHead(socket.getInputStream()).status;
    } catch (IOException failed) {
      throw new Failure(name + " cannot be reached: " + Wording.of(failed), true);
    }
    if (status < 200 || status > 299) {
      throw new Failure(name + " refused the connection: " + status, status >= 500);
    }
    return socket;
  }

  private static String authorization(URI proxy) {
    // URI decodes without taking a plus for a blank.
    String user = proxy.getUserInfo();
    return user == null
        ? ""
        : "proxy-authorization: Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)) + "\r\n";
  }

  private static String bare(URI url) {
    return url.getHost().replaceAll("[\\[\\]]", "");
  }
}
