import { vi } from "vitest";

/** The service's own credentials, as Lambda's environment would have them; nothing of the machine's own configuration. */
export function stubAwsEnvironment(stsUrl: string): void {
  vi.stubEnv("AWS_ENDPOINT_URL_STS", stsUrl);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIASERVICE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "service+secret/EXAMPLEKEYservicesecretEX");
  vi.stubEnv("AWS_SESSION_TOKEN", "service-session-token-EXAMPLE");
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
}
