package vendcredentials;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer of HTTP/1.1 (RFC 9112), whole. */
final class Reply {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");
  private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,6})[ \\t]*(?:;.*)?");

  final int status;
  final long retryAfterMs;
  final String body;

  private Reply(int status, long retryAfterMs, String body) {
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.body = body;
  }

  /** The status and the headers, by their names in lower case. */
  static final class Head {
    final int status;
    final Map<String, String> headers = new HashMap<>();

    private Head(int status) {
      this.status = status;
    }
  }

  static Reply read(InputStream unbuffered) throws IOException, Failure {
    InputStream in = new BufferedInputStream(unbuffered);
    int[] left = {MAX_BYTES};
    Head head = readHead(in, left);
    while (head.status < 200) {
      head = readHead(in, left);
    }
    byte[] body = head.status == 204 || head.status == 304 ? new byte[0] : readBody(in, head.headers);
    long retryAfterMs = parseRetryAfter(head.headers.getOrDefault("retry-after", ""), System.currentTimeMillis());
    return new Reply(head.status, retryAfterMs, new String(body, StandardCharsets.UTF_8));
  }

  /** Reads no byte of what follows. */
  static Head readHead(InputStream in) throws IOException, Failure {
    return readHead(in, new int[] {MAX_BYTES});
  }

  private static Head readHead(InputStream in, int[] left) throws IOException, Failure {
    Matcher status = STATUS.matcher(readLine(in, left));
    if (!status.matches()) {
      throw notHttp();
    }
    Head head = new Head(Integer.parseInt(status.group(1)));
    for (String line = readLine(in, left); !line.isEmpty(); line = readLine(in, left)) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw notHttp();
      }
      String value = line.substring(colon + 1).trim();
      String other = head.headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), value);
      if (other != null && !other.equals(value) && line.regionMatches(true, 0, "content-length", 0, colon)) {
        throw notHttp();
      }
    }
    return head;
  }

  private static byte[] readBody(InputStream in, Map<String, String> headers) throws IOException, Failure {
    String coding = headers.get("transfer-encoding");
    String length = headers.get("content-length");
    if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw notHttp();
      }
      return readChunks(in);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (length == null) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        body.write(next);
        checkSize(body.size());
      }
      return body.toByteArray();
    }
    if (!length.matches("\\d{1,18}")) {
      throw notHttp();
    }
    checkSize(Long.parseLong(length));
    copy(in, Integer.parseInt(length), body);
    return body.toByteArray();
  }

  private static byte[] readChunks(InputStream in) throws IOException, Failure {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int[] left = {MAX_BYTES};
    while (true) {
      Matcher size = CHUNK.matcher(readLine(in, left));
      if (!size.matches()) {
        throw notHttp();
      }
      int bytes = Integer.parseInt(size.group(1), 16);
      checkSize(body.size() + (long) bytes);
      copy(in, bytes, body);
      if (bytes == 0) {
        while (!readLine(in, left).isEmpty()) {
          // Trailers, of which none is asked for.
        }
        return body.toByteArray();
      }
      if (!readLine(in, left).isEmpty()) {
        throw notHttp();
      }
    }
  }

  private static void copy(InputStream in, int bytes, ByteArrayOutputStream body) throws IOException {
    for (int read = 0; read < bytes; read++) {
      body.write(readByte(in));
    }
  }

  private static int readByte(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException();
    }
    return next;
  }

  /** @param left how many bytes there may still be, counted down */
  private static String readLine(InputStream in, int[] left) throws IOException, Failure {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = readByte(in); next != '\n'; next = readByte(in)) {
      line.write(next);
      if (--left[0] < 0) {
        throw notHttp();
      }
    }
    String text = new String(line.toByteArray(), StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static void checkSize(long bytes) throws Failure {
    if (bytes > MAX_BYTES) {
      throw new Failure("the answer is larger than 64 KiB", true);
    }
  }

  private static Failure notHttp() {
    return new Failure("its answer is not HTTP", true);
  }

  /** Seconds, or a date (RFC 9110 section 10.2.3); 0 where nothing is said. */
  static long parseRetryAfter(String header, long nowMs) {
    if (header.matches("\\d+")) {
      return header.length() > 9 ? Long.MAX_VALUE : Long.parseLong(header) * 1000;
    }
    try {
      Instant at = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Math.max(0, at.toEpochMilli() - nowMs);
    } catch (DateTimeException none) {
      return 0;
    }
  }
}
