package vendcredentials

import (
	"encoding/json"
	"testing"
	"time"
)

func TestTakesNoCredentialsThatAreToLastForEverOrEndALine(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, row := range []struct{ name, value, says string }{
		{"Expiration", "2026-01-01T13:00:00Z", ""},
		{"Expiration", "2026-01-01T13:00:01Z", "the answer's Expiration is more than 13 h ahead"},
		{"Expiration", "9999-12-31T23:59:59Z", "the answer's Expiration is more than 13 h ahead"},
		{"AccessKeyId", "a\nb", "the answer's AccessKeyId holds something other than printable ASCII"},
		{"SecretAccessKey", "a\x00", "the answer's SecretAccessKey holds something other than printable ASCII"},
		{"Token", "a b", "the answer's Token holds something other than printable ASCII"},
		{"Token", "a\n", "the answer's Token holds something other than printable ASCII"},
	} {
		body := map[string]string{"AccessKeyId": "id", "SecretAccessKey": "s/+=", "Token": "t", "Expiration": "2026-01-01T01:00:00Z"}
		body[row.name] = row.value
		text, _ := json.Marshal(body)
		_, err := parseCredentials(text, now)
		if (err == nil) != (row.says == "") || (err != nil && err.Error() != row.says) {
			t.Errorf("%q: %v", row.value, err)
		}
	}
}

func TestReadsRetryAfterAsSecondsOrAsADate(t *testing.T) {
	for header, wait := range map[string]time.Duration{
		"3": 3 * time.Second, "99999999999999999999": longestRetryAfter, "-5": 0, "+5": 0, "1.5": 0, "soon": 0, "": 0,
	} {
		if got := readRetryAfter(header); got != wait {
			t.Errorf("%q: %v", header, got)
		}
	}
	if got := readRetryAfter("Fri, 31 Dec 9999 23:59:59 GMT"); got < longestRetryAfter {
		t.Errorf("%v for a date that is far", got)
	}
}

func TestRepeatsNothingOfWhatWasSent(t *testing.T) {
	for text, says := range map[string]string{
		"an-opaque-secret is refused":    "401: (token) is refused",
		"an-opa\nque-secret is refused":  "401: (token)",
		"an-opa que\x00-secret is wrong": "401: (token)",
		"another is refused":             "401: another is refused",
	} {
		if said := describeRefusal(401, map[string]any{"message": text}, "", "an-opaque-secret"); said != says {
			t.Errorf("%q: %s", text, said)
		}
	}
}
