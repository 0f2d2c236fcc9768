package vendcredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The provider as the SDK has it, against a service on loopback. */
class VendCredentialsProviderTest {
  private interface Exchange {
    void with(VendCredentialsProvider.Builder builder) throws Exception;
  }

  private static void serve(int status, String body, Exchange exchange) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        asked -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          asked.sendResponseHeaders(status, bytes.length);
          asked.getResponseBody().write(bytes);
          asked.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      exchange.with(VendCredentialsProvider.builder().url(url).grant("nightly-report").token("a.b.c"));
    } finally {
      server.stop(0);
    }
  }

  private static boolean isAnyThreadLeft() {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().startsWith("vend-credentials"));
  }

  @Test
  void givesTheSdkSessionCredentialsAndLeavesNoThread() throws Exception {
    String expiration = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS).toString();
    String body = "{\"AccessKeyId\":\"id\",\"SecretAccessKey\":\"secret\",\"Token\":\"token\",\"Expiration\":\"" + expiration + "\"}";
    serve(
        200,
        body,
        builder -> {
          AwsCredentialsProviderChain chain = AwsCredentialsProviderChain.of(builder.build());
          AwsSessionCredentials got = assertInstanceOf(AwsSessionCredentials.class, chain.resolveCredentials());
          assertEquals("id secret token", got.accessKeyId() + " " + got.secretAccessKey() + " " + got.sessionToken());
          assertEquals(got, chain.resolveIdentity().join());
          for (int tries = 0; isAnyThreadLeft() && tries < 100; tries++) {
            Thread.sleep(20);
          }
          assertFalse(isAnyThreadLeft());
        });
  }

  @Test
  void throwsWhatCallersOfTheSdkCatchWithTheServicesWords() throws Exception {
    serve(
        403,
        "{\"code\":\"NotGranted\",\"message\":\"No such grant for this caller\",\"requestId\":\"3f2c1d\"}",
        builder -> {
          SdkClientException thrown = assertThrows(SdkClientException.class, builder.build()::resolveCredentials);
          VendException said = assertInstanceOf(VendException.class, thrown);
          assertEquals("403 NotGranted", said.status() + " " + said.code());
          assertTrue(
              said.getMessage().matches(
                  "No AWS credentials from http://127\\.0\\.0\\.1:\\d+ for grant \"nightly-report\": "
                      + "403 NotGranted: No such grant for this caller \\(request 3f2c1d\\)"),
              said.getMessage());
        });
  }

  @Test
  void waitsForTheWholeAnswerNoLongerHoweverSlowlyItComes() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread drip = new Thread(() -> drip(slow));
      drip.setDaemon(true);
      drip.start();
      VendCredentialsProvider provider =
          VendCredentialsProvider.builder()
              .url("http://127.0.0.1:" + slow.getLocalPort())
              .token("a.b.c")
              .readTimeout(Duration.ofMillis(300))
              .build();
      long startedNs = System.nanoTime();
      String said = assertThrows(VendException.class, provider::resolveCredentials).getMessage();
      assertTrue(said.endsWith("no whole answer within 0.3 s after 4 attempts"), said);
      assertTrue(System.nanoTime() - startedNs < 10_000_000_000L);
    }
  }

  /** One byte each tenth of a second, to whoever comes. */
  private static void drip(ServerSocket slow) {
    while (!slow.isClosed()) {
      try (Socket asking = slow.accept()) {
        OutputStream out = asking.getOutputStream();
        for (byte next : "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
          out.write(next);
          Thread.sleep(100);
        }
      } catch (IOException | InterruptedException gone) {
        // The next one, please.
      }
    }
  }
}
