package vendcredentials

import (
	"context"
	"regexp"
	"strings"
	"time"
)

// tokenSource is where JWTs come from.
type tokenSource interface {
	// read gives the token for the next request.
	read(context.Context) (string, error)
	// hasAnother says, after the service has refused a token with 401, whether read would give another one now.
	hasAnother(ctx context.Context, refused string) bool
}

// fileToken is the path of a token that somebody else keeps fresh: read again each time.
type fileToken string

func (path fileToken) read(ctx context.Context) (string, error) {
	text, err := readFile(ctx, "the token file", string(path))
	if err != nil {
		return "", err
	}
	return cleanToken(text, "the token file "+string(path))
}

func (path fileToken) hasAnother(ctx context.Context, refused string) bool {
	token, err := path.read(ctx)
	return err == nil && token != refused
}

// givenToken is a token that the caller handed over, or a function of the caller's that gives one.
type givenToken struct {
	give func(context.Context) (string, error)
	name string
}

func always(token string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return token, nil }
}

func (given givenToken) read(ctx context.Context) (string, error) {
	started := time.Now()
	token, err := within(ctx, func() (string, error) { return given.give(ctx) })
	if err != nil && ctx.Err() != nil {
		return "", describeLimit("the token function gave none", time.Since(started))
	}
	if err != nil {
		// What the caller's own function says of itself is the caller's, but may hold what it tried with.
		return "", &failure{reason: "the token function failed", cause: err}
	}
	return cleanToken(token, given.name)
}

func (givenToken) hasAnother(context.Context, string) bool { return false }

var (
	scheme = regexp.MustCompile(`(?i)^Bearer(\s+|$)`)
	// bearerSyntax is what may follow Bearer in a header (RFC 6750 section 2.1). Everything else could end the header and begin another.
	bearerSyntax = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)
)

// cleanToken takes a token as it was written down, without white space around it and without its scheme.
func cleanToken(text, name string) (string, error) {
	token := scheme.ReplaceAllString(strings.TrimSpace(text), "")
	if token == "" {
		return "", &failure{reason: name + " is empty"}
	}
	if !bearerSyntax.MatchString(token) {
		return "", &failure{reason: name + " holds something other than one token"}
	}
	return token, nil
}
