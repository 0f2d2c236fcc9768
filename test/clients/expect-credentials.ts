import type { World } from "./scenario.ts";
import type { Got } from "./start-driver.ts";

/** @returns the credentials, where they are some */
export function expectCredentials({ expect }: World, got: Got): Extract<Got, { readonly error?: undefined }> {
  expect(got).toEqual({
    accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
    secretAccessKey: expect.any(String),
    sessionToken: expect.any(String),
    expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.0+)?Z$/),
  });
  return got as Extract<Got, { readonly error?: undefined }>;
}
