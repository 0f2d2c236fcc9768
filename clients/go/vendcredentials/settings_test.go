package vendcredentials

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
)

// setOnly sets these variables and empties all others that count.
func setOnly(t *testing.T, set map[string]string) {
	t.Helper()
	for _, name := range []string{
		"VEND_URL", "VEND_GRANT", "VEND_TOKEN_FILE", "VEND_TOKEN", "VEND_TOKEN_URL", "VEND_CLIENT_ID", "VEND_CLIENT_SECRET",
		"VEND_CLIENT_SECRET_FILE", "VEND_TOKEN_SCOPE", "VEND_TOKEN_AUDIENCE", "VEND_DURATION_SECONDS", "VEND_CA_BUNDLE",
		"VEND_REFRESH_AHEAD_SECONDS", "VEND_CONNECT_TIMEOUT_SECONDS", "VEND_READ_TIMEOUT_SECONDS", "https_proxy", "HTTPS_PROXY",
		"no_proxy", "NO_PROXY",
	} {
		t.Setenv(name, set[name])
	}
}

var environment = map[string]string{
	"VEND_URL": "https://vend.example/base/", "VEND_TOKEN_FILE": "/file", "VEND_TOKEN": "t", "VEND_DURATION_SECONDS": "2700",
	"VEND_READ_TIMEOUT_SECONDS": "0.5",
}

func TestAnOptionWinsOverTheEnvironment(t *testing.T) {
	setOnly(t, environment)
	read, err := readSettings(Options{})
	if err != nil || read.tokens != fileToken("/file") || read.transport.readTimeout != time.Second/2 || read.transport.connectTimeout != 2*time.Second {
		t.Errorf("%+v, %v", read, err)
	}
	if got := target(read); got != "https://vend.example/base/v1/credentials?duration=2700&format=container" {
		t.Error(got)
	}
	read, err = readSettings(Options{
		URL: "https://other.example", Grant: "a b/c", Duration: time.Hour, Token: "mine", Parameters: map[string]string{"set": "x&y"},
	})
	if _, isGiven := read.tokens.(givenToken); err != nil || !isGiven {
		t.Errorf("%+v, %v", read, err)
	}
	if got := target(read); got != "https://other.example/v1/credentials/a%20b/c?duration=3600&format=container&param.set=x%26y" {
		t.Error(got)
	}
}

func TestSaysWhichSettingIsWrong(t *testing.T) {
	for _, row := range []struct{ name, value, says string }{
		{"VEND_URL", "", "set VEND_URL"},
		{"VEND_URL", "vend.example", "VEND_URL must begin with https://"},
		{"VEND_URL", "https://", "VEND_URL is no URL"},
		{"VEND_URL", "https://a b", "VEND_URL is no URL"},
		{"VEND_URL", "http://vend.example", "plain http is for loopback hosts only"},
		{"VEND_URL", "http://127.1", "plain http is for loopback hosts only"},
		{"VEND_URL", "https://user@vend.example", "neither a user nor a fragment"},
		{"VEND_URL", "https://vend.example?", "VEND_URL may have no query"},
		{"VEND_GRANT", "a/../b", "VEND_GRANT is not of the form"},
		{"VEND_GRANT", "..", "VEND_GRANT is not of the form"},
		{"VEND_GRANT", "a/", "VEND_GRANT is not of the form"},
		{"VEND_DURATION_SECONDS", "1h", "VEND_DURATION_SECONDS is no number of seconds"},
		{"VEND_READ_TIMEOUT_SECONDS", "-1", "VEND_READ_TIMEOUT_SECONDS is no number of seconds"},
		{"VEND_REFRESH_AHEAD_SECONDS", "NaN", "VEND_REFRESH_AHEAD_SECONDS is no number of seconds"},
	} {
		setOnly(t, environment)
		t.Setenv(row.name, row.value)
		if _, err := New(Options{}); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s=%s: %v", row.name, row.value, err)
		}
	}
	setOnly(t, map[string]string{"VEND_URL": "https://vend.example", "VEND_TOKEN_URL": "https://idp.example/token"})
	if _, err := New(Options{}); err == nil || !strings.HasSuffix(err.Error(), "set VEND_CLIENT_ID and VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE") {
		t.Error(err)
	}
}

func TestTakesOneTokenAndNothingElseForAToken(t *testing.T) {
	for _, text := range []string{"a.b.c", " \tbearer  a.b.c\r\n", "Bearer\na.b.c"} {
		if token, err := cleanToken(text, "it"); err != nil || token != "a.b.c" {
			t.Errorf("%q: %q, %v", text, token, err)
		}
	}
	for text, says := range map[string]string{
		"": "it is empty", "Bearer \n": "it is empty", "a b": "it holds something other", "a\r\nX-Other: b": "it holds something other", "ä": "it holds something other",
	} {
		if token, err := cleanToken(text, "it"); err == nil || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%q: %q, %v", text, token, err)
		}
	}
	own := errors.New("of the caller's own")
	_, err := givenToken{func(context.Context) (string, error) { return "", own }, "the token"}.read(context.Background())
	said := describeFailure(err, settings{})
	if !errors.Is(said, own) || said.Error() != "No AWS credentials: the token function failed" {
		t.Error(said)
	}
}

func TestChoosesTheProxyThatTheEnvironmentNames(t *testing.T) {
	for _, row := range []struct{ target, noProxy, proxy string }{
		{"https://vend.example", "", "http://lower:3128"},
		{"https://vend.example", "other.example,xvend.example, end.example", "http://lower:3128"},
		{"https://vend.example", "vend.example:8443", "http://lower:3128"},
		{"https://[2001:db8::1]", "2001:db8::2", "http://lower:3128"},
		{"https://10.1.2.3", "10.2.0.0/16", "http://lower:3128"},
		{"https://vend.example", "other.example, VEND.example", ""},
		{"https://vend.example", ".example", ""},
		{"https://vend.example", "*.example", ""},
		{"https://vend.example", "*", ""},
		{"https://vend.example:8443", "vend.example:8443", ""},
		{"https://vend.example", "vend.example:443", ""},
		{"https://[2001:db8::1]", "[2001:db8::1]:443", ""},
		{"https://[2001:db8::1]", "2001:db8::1", ""},
		{"https://10.1.2.3", "10.1.0.0/16", ""},
		{"https://127.8.8.8", "", ""},
		{"https://[::1]", "", ""},
		{"http://LOCALHOST:1", "", ""},
	} {
		setOnly(t, map[string]string{"https_proxy": "lower:3128", "HTTPS_PROXY": "http://upper:3128", "NO_PROXY": row.noProxy})
		target, err := url.Parse(row.target)
		if err != nil {
			t.Fatal(err)
		}
		got, err := chooseProxy(target)
		if err != nil || (got == nil) != (row.proxy == "") || (got != nil && got.String() != row.proxy) {
			t.Errorf("%+v: %v, %v", row, got, err)
		}
	}
	for _, wrong := range []string{
		"socks5://user:secret@proxy", "http://user:p@secret/word@proxy:1", "http://user:p@secret@proxy:1", "user:secret/word@proxy", "http://user:secret?@proxy",
	} {
		setOnly(t, map[string]string{"HTTPS_PROXY": wrong})
		_, err := chooseProxy(&url.URL{Scheme: "https", Host: "vend.example"})
		if err == nil || err.Error() != "HTTPS_PROXY is not of the form http://host:port" {
			t.Errorf("%s: %v", wrong, err)
		}
	}
	setOnly(t, map[string]string{"HTTPS_PROXY": "http://user:p%40ss@proxy:3128/"})
	if got, err := chooseProxy(&url.URL{Scheme: "https", Host: "vend.example"}); err != nil || got.Host != "proxy:3128" {
		t.Error(got, err)
	}
}
