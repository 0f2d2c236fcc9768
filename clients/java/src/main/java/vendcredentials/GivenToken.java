package vendcredentials;

import java.util.function.Supplier;

/** A token that the caller handed over, or what gives one. */
final class GivenToken implements TokenSource {
  private final Supplier<String> token;
  private final String name;

  /** @param name what messages call it */
  GivenToken(Supplier<String> token, String name) {
    this.token = token;
    this.name = name;
  }

  @Override
  public String read(Deadline ends) throws Failure {
    String text;
    try {
      text = token.get();
    } catch (RuntimeException thrown) {
      throw new Failure("the token function failed");
    }
    return TokenSource.clean(text == null ? "" : text, name);
  }

  @Override
  public boolean hasAnother(String refused) {
    return false;
  }
}
