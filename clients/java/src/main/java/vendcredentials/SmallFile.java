package vendcredentials;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that holds a token or a secret, none of which is larger than 64 KiB. */
final class SmallFile {
  private static final int MAX_BYTES = 64 * 1024;

  private SmallFile() {}

  /** @param what goes before the path in messages */
  static String read(Path path, String what) throws Failure {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] part = new byte[8 * 1024];
    try (InputStream in = Files.newInputStream(path)) {
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        bytes.write(part, 0, count);
        if (bytes.size() > MAX_BYTES) {
          throw new Failure(what + " " + path + " cannot be read: it is larger than 64 KiB");
        }
      }
    } catch (IOException unread) {
      throw new Failure(what + " " + path + " cannot be read: " + Wording.of(unread));
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }
}
