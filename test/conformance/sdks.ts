import type { InstallStep, Sdk } from "./sdk.ts";

/** Into a virtual environment of its own, from pinned requirements. */
const python = (requirements: string): readonly InstallStep[] => [
  { command: ["python3", "-m", "venv", "venv"], seconds: 60 },
  {
    command: ["venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
    seconds: 180,
  },
];

const noPhp = "it comes from Packagist alone, which is none of the registries that are asked here";

/** Every SDK that is tried. Versions are pinned in the files of `drivers/`. */
export const sdks: readonly Sdk[] = [
  {
    name: "aws-cli",
    driver: "aws-cli",
    install: python("requirements.txt"),
    run: ["venv/bin/python", "driver.py"],
    path: "venv/bin",
    lacks: {},
    isRequired: true,
  },
  {
    name: "boto3",
    driver: "python",
    install: python("current.txt"),
    run: ["venv/bin/python", "driver.py"],
    lacks: {},
    isRequired: true,
  },
  {
    name: "botocore-1.42.4",
    driver: "python",
    install: python("old.txt"),
    run: ["venv/bin/python", "driver.py"],
    lacks: { environment: "it takes https for container hosts of AWS only; from 1.42.5 on for any" },
    isRequired: true,
  },
  {
    name: "javascript",
    driver: "javascript",
    install: [],
    run: [process.execPath, "driver.mjs"],
    lacks: {},
    isRequired: true,
  },
  {
    name: "go",
    driver: "go",
    install: [{ command: ["go", "build", "-o", "driver", "."], seconds: 420 }],
    run: ["./driver"],
    lacks: {},
  },
  {
    name: "java",
    driver: "java",
    install: [
      {
        command: [
          "mvn",
          "--quiet",
          "--batch-mode",
          "compile",
          "dependency:copy-dependencies",
          "-DoutputDirectory=lib",
          "-DincludeScope=runtime",
        ],
        seconds: 420,
      },
    ],
    run: ["java", "-XX:TieredStopAtLevel=1", "-cp", "target/classes:lib/*", "Driver"],
    lacks: {},
  },
  {
    name: "ruby",
    driver: "ruby",
    // Of the system: Debian's package ruby-aws-sdk-core.
    install: [{ command: ["ruby", "-e", "require 'aws-sdk-core'"], seconds: 30 }],
    run: ["ruby", "driver.rb"],
    lacks: {
      environment: "before 3.171.0 it knows ECS's own variable only",
      STS: "before 3.177.0 it does not know AWS_ENDPOINT_URL_STS, and would show the token to AWS",
    },
  },
  {
    name: "rust",
    driver: "rust",
    install: [{ command: ["cargo", "build", "--quiet", "--locked"], seconds: 900 }],
    run: ["target/debug/driver"],
    lacks: {},
  },
  {
    name: "php",
    driver: undefined,
    install: [],
    run: ["php"],
    lacks: { environment: noPhp, process: noPhp, STS: noPhp },
  },
];
