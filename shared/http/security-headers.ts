/**
 * What every answer carries, so that whatever takes it for a page or a thing to keep does nothing with it: it is not stored, not
 * sniffed, runs and embeds nothing, and is never fetched in the clear again. There is no `access-control-*` beside them: no web
 * page has any business here.
 */
export const securityHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000",
  "x-content-type-options": "nosniff",
} as const;
