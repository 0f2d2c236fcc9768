package vendcredentials;

import java.nio.file.Path;

/** A token that somebody else keeps fresh in a file: read again each time. */
final class FileToken implements TokenSource {
  private final Path path;

  FileToken(Path path) {
    this.path = path;
  }

  @Override
  public String read(Deadline ends) throws Failure {
    return TokenSource.clean(SmallFile.read(path, "the token file"), "the token file " + path);
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
