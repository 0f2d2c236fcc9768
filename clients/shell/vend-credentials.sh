#!/bin/sh
# Credentials of the vending service for credential_process, with curl and jq alone: for machines without Node, where `vend get` cannot be.
# Set up by VEND_URL, VEND_GRANT, VEND_TOKEN_FILE or VEND_TOKEN, or VEND_TOKEN_URL with VEND_CLIENT_ID and VEND_CLIENT_SECRET_FILE,
# VEND_CA_BUNDLE, VEND_DURATION_SECONDS; proxies as curl reads them. Keeps nothing: each run is a request.
# Prints the JSON of credential_process and exits with 0, or one sentence on standard error and exits with 1.
set -eu
umask 077

where="$(printf '%s' "${VEND_URL:-}" | tr -d '[:cntrl:]')${VEND_GRANT:+ for grant \"$VEND_GRANT\"}"
fail() {
  printf 'No AWS credentials from %s: %s\n' "$where" "$1" >&2
  exit 1
}

for tool in curl jq; do
  command -v "$tool" >/dev/null 2>&1 || fail "$tool is not installed"
done
case "${VEND_URL:-}" in
  https://* | http://127.0.0.1:* | http://127.0.0.1 | http://localhost:* | http://localhost) ;;
  '') fail 'VEND_URL is not set' ;;
  *) fail 'VEND_URL must be https' ;;
esac
case "$VEND_URL" in *[!A-Za-z0-9.:/_~%-]*) fail 'VEND_URL is no address without a query' ;; esac
case "${VEND_GRANT:-}" in *[!A-Za-z0-9/._-]*) fail 'VEND_GRANT is GRANT or GRANT/ACCOUNT' ;; esac
case "${VEND_DURATION_SECONDS:-}" in *[!0-9]*) fail 'VEND_DURATION_SECONDS is no number of seconds' ;; esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Everything secret goes to curl by standard input: every user of a machine can read command lines.
# Redirects are not followed, since the token must not go elsewhere, and no ~/.curlrc is read.
ask() {
  curl --disable --silent --config - --connect-timeout 2 --max-time 5 --max-filesize 65536 \
    ${VEND_CA_BUNDLE:+--cacert "$VEND_CA_BUNDLE"} --noproxy "${NO_PROXY:-${no_proxy:-}},127.0.0.1,localhost" \
    --dump-header "$work/head" --output "$work/body" --write-out '%{http_code}' "$@"
}

quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

token() {
  if [ -n "${VEND_TOKEN_FILE:-}" ]; then
    [ -f "$VEND_TOKEN_FILE" ] && [ -r "$VEND_TOKEN_FILE" ] || fail "the token file $VEND_TOKEN_FILE cannot be read"
    tr '\t\r\n' '   ' <"$VEND_TOKEN_FILE" | sed 's/^ *\([Bb]earer  *\)\{0,1\}//; s/ *$//'
  elif [ -n "${VEND_TOKEN_URL:-}" ]; then
    case "$VEND_TOKEN_URL" in https://* | http://127.0.0.1:* | http://localhost:*) ;; *) fail 'VEND_TOKEN_URL must be https' ;; esac
    [ -f "${VEND_CLIENT_SECRET_FILE:-}" ] || fail 'VEND_CLIENT_SECRET_FILE is not a file'
    # RFC 6749 section 2.3.1: both are form-encoded before they are joined.
    user=$(jq -rRn --arg id "${VEND_CLIENT_ID:-}" --rawfile secret "$VEND_CLIENT_SECRET_FILE" \
      '[$id, ($secret | rtrimstr("\n"))] | map(@uri) | join(":")')
    status=$(printf 'user = "%s"\n' "$(quoted "$user")" | ask --data grant_type=client_credentials \
      ${VEND_TOKEN_SCOPE:+--data-urlencode "scope=$VEND_TOKEN_SCOPE"} ${VEND_TOKEN_AUDIENCE:+--data-urlencode "audience=$VEND_TOKEN_AUDIENCE"} \
      "$VEND_TOKEN_URL") || fail 'no token from the identity provider'
    [ "$status" = 200 ] || fail "the identity provider answered $status"
    jq -er '.access_token | strings' "$work/body" 2>/dev/null || fail 'the identity provider answered without a token'
  else
    printf '%s' "${VEND_TOKEN:-}"
  fi
}

path="/v1/credentials${VEND_GRANT:+/$VEND_GRANT}?format=process${VEND_DURATION_SECONDS:+&duration=$VEND_DURATION_SECONDS}"
attempt=1
while :; do
  jwt=$(token)
  case "$jwt" in
    '') fail 'there is no token; set VEND_TOKEN_FILE, VEND_TOKEN_URL or VEND_TOKEN' ;;
    *[!A-Za-z0-9._=-]*) fail 'the token holds something other than one token' ;;
  esac
  status=$(printf 'header = "Authorization: Bearer %s"\n' "$jwt" | ask --user-agent vend-shell/1 "${VEND_URL%/}$path" 2>/dev/null) || status=000
  case "$status" in
    200)
      # Whole, and nothing but what credential_process wants.
      jq -e 'select(.Version == 1 and ([.AccessKeyId, .SecretAccessKey, .SessionToken] | all(type == "string" and test("^[!-~]+$")))
        and (.Expiration | fromdate > now))' "$work/body" 2>/dev/null && exit 0
      why='the answer is not the JSON of credentials' ;;
    000) why='no whole answer' ;;
    *)
      why=$(jq -r --arg status "$status" '"\($status) \(.code): \(.message) (request \(.requestId))" | gsub("[[:cntrl:]]"; " ")' "$work/body" 2>/dev/null) || :
      [ -n "$why" ] || why=$status # no body, or none of the service's
      case "$status" in 429 | 500 | 502 | 503 | 504) ;; *) fail "$why" ;; esac ;;
  esac
  [ "$attempt" -lt 4 ] || fail "$why after 4 attempts"
  # Up to 0.2, 0.4 and 0.8 s, so that those who failed together do not come back together; or what the service asks for, 5 s at most.
  wait=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]\{1,9\}\).*/\1/p' "$work/head" 2>/dev/null | tail -n 1)
  sleep "$(awk -v n="$attempt" -v wait="${wait:-0}" -v seed="$$" \
    'BEGIN { srand(seed * 100 + n); pause = rand() * 0.1 * 2 ^ n; if (wait > 5) wait = 5; print(wait > pause ? wait : pause) }')"
  attempt=$((attempt + 1))
done
