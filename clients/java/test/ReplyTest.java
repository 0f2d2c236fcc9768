package vendcredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ReplyTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Reply read(String text) throws IOException, Failure {
    return Reply.read(stream(text));
  }

  @Test
  void readsABodyByItsLengthInChunksOrToTheEnd() throws Exception {
    assertEquals("äb", read(OK + "Content-Length: 3\r\n\r\näbcd").body);
    assertEquals("abcd", read(OK + "transfer-encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n1 \r\nd\r\n0\r\nTrailer: x\r\n\r\n").body);
    assertEquals("abc", read("HTTP/1.0 200\n\nabc").body);
    assertEquals("", read("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n").body);
    String early = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n";
    Reply reply = read(early + "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\n\r\n");
    assertEquals(429, reply.status);
    assertEquals(7_000, reply.retryAfterMs);
  }

  @Test
  void takesHalfAnAnswerForNone() {
    String[] cut = {
      "",
      "HTTP/1.1 200 OK",
      OK,
      OK + "content-length: 3\r\n",
      OK + "content-length: 3\r\n\r\nab",
      OK + "transfer-encoding: chunked\r\n\r\n",
      OK + "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
      OK + "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
    };
    for (String text : cut) {
      assertThrows(EOFException.class, () -> read(text), text);
    }
  }

  @Test
  void takesWhatIsAmbiguousOrTooLargeForNone() {
    String large = String.join("", Collections.nCopies(66_000, "x"));
    String[] wrong = {
      "SSH-2.0-x\r\n",
      "HTTP/2 200\r\n\r\n",
      "HTTP/1.1 20 OK\r\n\r\n",
      OK + "no header\r\n\r\n",
      OK + ": x\r\n\r\n",
      OK + "content-length: 3\r\nContent-Length: 4\r\n\r\nabcd",
      OK + "content-length: -1\r\n\r\n",
      OK + "content-length: 9999999999\r\n\r\n",
      OK + "transfer-encoding: gzip, chunked\r\n\r\n",
      OK + "transfer-encoding: chunked\r\n\r\n-1\r\n\r\n",
      OK + "transfer-encoding: chunked\r\n\r\nfffffff\r\n",
      OK + "transfer-encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
      OK + "\r\n" + large,
      OK + "x: " + large,
      String.join("", Collections.nCopies(3_000, "HTTP/1.1 100 Continue\r\n\r\n")) + OK + "\r\n",
      OK + "transfer-encoding: chunked\r\n\r\n101d0\r\n" + large,
    };
    for (String text : wrong) {
      assertThrows(Failure.class, () -> read(text), () -> text.substring(0, Math.min(60, text.length())));
    }
  }

  @Test
  void readsNoByteBehindAHead() throws Exception {
    InputStream in = stream("HTTP/1.1 200 Connection established\r\nvia: x\r\n\r\nTLS");
    assertEquals(200, Reply.readHead(in).status);
    assertEquals('T', in.read());
  }

  @Test
  void readsRetryAfterAsSecondsOrAsADate() {
    assertEquals(3_000, Reply.parseRetryAfter("3", 0));
    assertEquals(4_000, Reply.parseRetryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 1_000));
    assertTrue(Reply.parseRetryAfter("99999999999999999999", 0) > 5_000);
    for (String nothing : new String[] {"", "soon", "-1", "1.5", "Thu, 01 Jan 1970 00:00:00 GMT"}) {
      assertEquals(0, Reply.parseRetryAfter(nothing, 1_000), nothing);
    }
  }
}
