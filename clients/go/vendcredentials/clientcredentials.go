package vendcredentials

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// clientCredentials gets tokens by client credentials (RFC 6749 section 4.4), and keeps them while they are good.
type clientCredentials struct {
	tokenURL           *url.URL
	clientID           string
	secret, secretFile string
	scope, audience    string
	transport          transport

	// lock is for the two below: there is one fetch at a time, but where one that would not end was given up.
	lock      sync.Mutex
	token     string
	goodUntil time.Time
}

// lastMinute of a token is not used, since it could end on its way.
const lastMinute = time.Minute

func (c *clientCredentials) read(ctx context.Context) (string, error) {
	c.lock.Lock()
	kept, isGood := c.token, time.Now().Before(c.goodUntil)
	c.lock.Unlock()
	if kept != "" && isGood {
		return kept, nil
	}
	return c.request(ctx)
}

func (c *clientCredentials) hasAnother(context.Context, string) bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.token = ""
	return true
}

var uriSyntax = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*:`)

func (c *clientCredentials) request(ctx context.Context) (string, error) {
	secret, err := c.readSecret(ctx)
	if err != nil {
		return "", err
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	if c.scope != "" {
		form.Set("scope", c.scope)
	}
	if c.audience != "" {
		form.Set("audience", c.audience)
		if uriSyntax.MatchString(c.audience) {
			form.Set("resource", c.audience)
		}
	}
	asked, err := http.NewRequestWithContext(ctx, http.MethodPost, c.tokenURL.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return "", &failure{reason: "VEND_TOKEN_URL is no URL"}
	}
	asked.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	// RFC 6749 section 2.3.1: form-encoded before they are joined, since both may hold a colon.
	asked.SetBasicAuth(url.QueryEscape(c.clientID), url.QueryEscape(secret))
	answer, err := c.transport.send(asked)
	if err != nil {
		why := *asFailure(err)
		why.reason = "no token from the identity provider " + c.origin() + ": " + why.reason
		return "", &why
	}
	_, basic, _ := strings.Cut(asked.Header.Get("Authorization"), " ")
	return c.keep(answer, secret, url.QueryEscape(secret), basic)
}

func (c *clientCredentials) keep(answer reply, sent ...string) (string, error) {
	members := parseObject(answer.body)
	if answer.status != http.StatusOK {
		return "", &failure{
			reason:     "the identity provider " + c.origin() + " answered " + describeRefusal(answer.status, members, sent...),
			passing:    isPassingStatus(answer.status),
			retryAfter: answer.retryAfter,
		}
	}
	token, isText := members["access_token"].(string)
	if !isText {
		return "", &failure{reason: "the identity provider " + c.origin() + " answered without a token", passing: true}
	}
	kind, isText := members["token_type"].(string)
	if members["token_type"] != nil && !(isText && strings.EqualFold(kind, "bearer")) {
		return "", &failure{reason: "the identity provider " + c.origin() + " gave a token that is not a bearer token"}
	}
	token, err := cleanToken(token, "the token of the identity provider "+c.origin())
	if err != nil {
		return "", err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	c.token, c.goodUntil = token, time.Now().Add(lifeOf(members["expires_in"])-lastMinute)
	return token, nil
}

// lifeOf is 0 without a word on a token's life: it is good for this once.
func lifeOf(expiresIn any) time.Duration {
	const longest = 365 * 24 * 3600
	var seconds float64
	switch value := expiresIn.(type) {
	case json.Number:
		seconds, _ = value.Float64()
	case string:
		seconds, _ = strconv.ParseFloat(value, 64)
	}
	if !(seconds > 0) {
		return 0
	}
	if seconds > longest {
		seconds = longest
	}
	return time.Duration(seconds * float64(time.Second))
}

func (c *clientCredentials) readSecret(ctx context.Context) (string, error) {
	if c.secret != "" {
		return c.secret, nil
	}
	text, err := readFile(ctx, "the client secret file", c.secretFile)
	if err != nil {
		return "", err
	}
	secret := strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	if secret == "" {
		return "", &failure{reason: "the client secret file " + c.secretFile + " is empty"}
	}
	return secret, nil
}

// origin says which of two hosts it was.
func (c *clientCredentials) origin() string {
	return c.tokenURL.Scheme + "://" + c.tokenURL.Host
}
