package vendcredentials;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Answers `get` on standard input with one line of JSON, for the scenarios that all clients go through. Settings: the environment. */
final class Driver {
  private static VendCredentialsProvider provider;

  private Driver() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<Thread> asked = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.trim().equals("get")) {
        // Not one after the other: what is asked for at once shall be at once.
        Thread thread = new Thread(() -> print(get()));
        thread.start();
        asked.add(thread);
      }
    }
    for (Thread thread : asked) {
      thread.join();
    }
  }

  private static String get() {
    try {
      Credentials got = provider().current();
      String[][] members = {
        {"accessKeyId", got.accessKeyId},
        {"secretAccessKey", got.secretAccessKey},
        {"sessionToken", got.sessionToken},
        {"expiration", Instant.ofEpochMilli(got.expiresAtMs).toString()},
      };
      return object(members);
    } catch (VendException exception) {
      return object(new String[][] {{"error", exception.getMessage()}});
    }
  }

  private static synchronized VendCredentialsProvider provider() {
    if (provider == null) {
      provider = VendCredentialsProvider.create();
    }
    return provider;
  }

  private static String object(String[][] members) {
    StringBuilder json = new StringBuilder();
    for (String[] member : members) {
      json.append(json.length() == 0 ? "{" : ",").append(quote(member[0])).append(':').append(quote(member[1]));
    }
    return json.append('}').toString();
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char next : text.toCharArray()) {
      quoted.append(next < ' ' || next > '~' || next == '"' || next == '\\' ? String.format("\\u%04x", (int) next) : String.valueOf(next));
    }
    return quoted.append('"').toString();
  }

  private static synchronized void print(String line) {
    System.out.print(line + "\n");
    System.out.flush();
  }
}
