import type { Interference } from "../faults/faults.ts";

/** Makes the credentials of an answer, in whichever shape, expire so many seconds from now. */
export function expireIn(seconds: number): Interference {
  return {
    kind: "rewrite",
    rewrite: (body) => {
      const epochSeconds = Math.floor(Date.now() / 1000) + seconds;
      const stamp = new Date(epochSeconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
      return body
        .replace(/("(?:Expiration|expiration|expiry_time)":)"[^"]+"/, `$1"${stamp}"`)
        .replace(/("expires":)\d+/, `$1${epochSeconds}`)
        .replace(/(AWS_CREDENTIAL_EXPIRATION=')[^']+'/, `$1${stamp}'`)
        .replace(/(<Expiration>)[^<]+/, `$1${stamp}`);
    },
  };
}
