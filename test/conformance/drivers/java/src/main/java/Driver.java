import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.util.VersionInfo;
import software.amazon.awssdk.services.sts.StsClient;

/** Calls STS by the SDK's default chain for each line `get`, and prints what came of it as a line of JSON. */
public class Driver {
    public static void main(String[] args) throws Exception {
        show("version", "sdk " + VersionInfo.SDK_VERSION);
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var client = StsClient.builder().endpointOverride(URI.create(System.getenv("CALL_STS"))).build()) {
            while (lines.readLine() != null) {
                try {
                    show("arn", client.getCallerIdentity().arn());
                } catch (RuntimeException e) {
                    show("error", e.getClass().getSimpleName() + ": " + e.getMessage());
                }
            }
        }
    }

    private static void show(String name, String text) {
        System.out.println("{\"" + name + "\":\"" + text.chars()
            .mapToObj(c -> c < ' ' || c == '"' || c == '\\' || c > '~' ? String.format("\\u%04x", c) : String.valueOf((char) c))
            .collect(Collectors.joining()) + "\"}");
    }
}
