import type { Client } from "./client.ts";

/** Every client that there is: a new one is one line here and three in `LANGUAGE.test.ts`. */
export const clients = {
  node: {
    language: "node",
    versions: [process.execPath, "--version"],
    driver: [process.execPath, "clients/node/test/driver.mjs"],
    refreshes: "in the background",
    isRequired: true,
  },
  go: {
    language: "go",
    versions: ["sh", "-c", "go version && go -C clients/go mod download"],
    build: ["go", "-C", "clients/go", "build", "-o", "OUT/driver", "./test"],
    driver: ["OUT/driver"],
    refreshes: "in the background",
    ownTests: ["sh", "-c", "go -C clients/go vet ./... && go -C clients/go test ./..."],
  },
  ruby: {
    language: "ruby",
    versions: ["ruby", "-rminitest", "-e", "puts RUBY_DESCRIPTION, Minitest::VERSION"],
    driver: ["ruby", "clients/ruby/test/driver.rb"],
    refreshes: "in the background",
    ownTests: ["ruby", "-w", "clients/ruby/test/vend_credentials_test.rb"],
  },
  php: {
    language: "php",
    versions: ["php", "-r", "echo PHP_VERSION, ' with curl ', curl_version()['version'];"],
    driver: ["php", "clients/php/test/driver.php"],
    refreshes: "while the caller waits",
    ownTests: ["php", "clients/php/test/VendCredentialsTest.php"],
  },
  java: {
    language: "java",
    versions: ["sh", "-c", "java -version && mvn -q -B -f clients/java dependency:resolve >/dev/null 2>&1"],
    build: ["mvn", "-q", "-B", "-f", "clients/java", "-Dout=OUT", "test-compile"],
    // Little compiling and a small heap, since several run at once.
    driver: [
      "sh",
      "-c",
      "exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -cp OUT/test-classes:OUT/classes:$(cat OUT/classpath) vendcredentials.Driver",
    ],
    refreshes: "in the background",
    ownTests: ["mvn", "-q", "-B", "-f", "clients/java", "-Dout=OUT", "surefire:test"],
  },
  python: {
    language: "python",
    versions: ["python3", "--version"],
    driver: ["python3", "clients/python/test/driver.py"],
    refreshes: "in the background",
    ownTests: [
      "env",
      "PYTHONPATH=clients/python",
      "python3",
      "-B",
      "-W",
      "error::ResourceWarning",
      "-m",
      "unittest",
      "discover",
      "-s",
      "clients/python/test",
    ],
    isRequired: true,
  },
} as const satisfies Record<string, Client>;
