package vendcredentials;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A token that somebody else keeps fresh in a file: read again each time. */
final class FileToken implements TokenSource {
  private final Path path;

  FileToken(Path path) {
    this.path = path;
  }

  @Override
  public String read(Deadline ends) throws Failure {
    try {
      return TokenSource.clean(new String(Files.readAllBytes(path), StandardCharsets.UTF_8), "the token file " + path);
    } catch (IOException unread) {
      throw new Failure("the token file " + path + " cannot be read: " + Wording.of(unread));
    }
  }

  @Override
  public boolean hasAnother(String refused) {
    try {
      return !read(null).equals(refused);
    } catch (Failure none) {
      return false;
    }
  }
}
