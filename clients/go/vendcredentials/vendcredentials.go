// Package vendcredentials gives the AWS SDK for Go, version 2, credentials of the vending service: it shows the service a JWT, keeps the
// credentials in memory, and renews them ahead of their end.
package vendcredentials

import (
	"context"
	"log"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// New returns credentials for aws.Config or for a service client. It is a provider in the SDK's cache, set so that the cache asks the
// provider again as soon as that would renew; a second cache around it does no harm.
// The error says which setting is missing or wrong. Nothing is sent before credentials are first asked for.
func New(options Options) (*aws.CredentialsCache, error) {
	provider, err := NewProvider(options)
	if err != nil {
		return nil, err
	}
	return aws.NewCredentialsCache(provider, func(cache *aws.CredentialsCacheOptions) {
		// Of a cache without a window the provider is never asked before the end. How long it is matters to the first SDKs of
		// version 2 only, which do not ask AdjustExpiresBy.
		cache.ExpiryWindow = longestAhead
	}), nil
}

// Provider is an aws.CredentialsProvider with a memory of its own, for those who need the true end of the credentials: what comes from
// New ends, as its Expires says, when it is to be asked for again. All methods may be called at once.
type Provider struct {
	keeper *keeper
	// describe makes the sentence that callers get.
	describe func(error) *Error
}

// NewProvider returns a provider without the SDK's cache around it. See New.
func NewProvider(options Options) (*Provider, error) {
	settings, err := readSettings(options)
	describe := func(err error) *Error { return describeFailure(err, settings) }
	if err != nil {
		return nil, describe(err)
	}
	warn := options.OnWarning
	if warn == nil {
		warn = func(sentence string) { log.Print(sentence) }
	}
	return &Provider{
		keeper: &keeper{
			fetch:        func() (credentials, error) { return fetchCredentials(settings) },
			refreshAhead: settings.refreshAhead,
			warn:         func(err error) { warn(describe(err).Error() + "; going on with those at hand") },
			now:          time.Now,
			patience:     totalTime + time.Second,
		},
		describe: describe,
	}, nil
}

// Retrieve returns credentials that have not expired. It waits for the service only where there are none at hand, or where those have less
// than a minute left; a context that ends ends the waiting, not the request, of which others may be waiting for the answer.
// Its errors are of the type *Error.
func (p *Provider) Retrieve(ctx context.Context) (aws.Credentials, error) {
	got, err := p.keeper.get(ctx)
	if err != nil {
		return aws.Credentials{}, p.describe(err)
	}
	return aws.Credentials{
		AccessKeyID:     got.accessKeyID,
		SecretAccessKey: got.secretAccessKey,
		SessionToken:    got.sessionToken,
		Source:          "VendCredentials",
		CanExpire:       true,
		Expires:         got.expires,
	}, nil
}

// AdjustExpiresBy tells the SDK's cache when to ask again, whatever its window: when these credentials are to be renewed. The cache finds it
// by its name (aws.AdjustExpiresByCredentialsCacheStrategy).
func (p *Provider) AdjustExpiresBy(given aws.Credentials, _ time.Duration) (aws.Credentials, error) {
	if again := p.keeper.askAgainAt(given.SessionToken); again.Before(given.Expires) {
		given.Expires = again
	}
	return given, nil
}

// Error is why there are no credentials, in one sentence of one line without token or secret.
type Error struct {
	sentence string
	// Status is the HTTP status of the service's answer; 0 where there was none.
	Status int
	// Code is the service's code, such as NotGranted; empty where the service did not answer.
	Code string
	// cause is the context's error where a caller gave up waiting, so that errors.Is finds it.
	cause error
}

func (e *Error) Error() string { return e.sentence }

func (e *Error) Unwrap() error { return e.cause }

func describeFailure(err error, about settings) *Error {
	from, grant := "", ""
	if about.url != nil {
		from = " from " + strings.TrimRight(about.url.String(), "/")
	}
	if about.grant != "" {
		grant = " for grant " + strconv.Quote(about.grant)
	}
	why := asFailure(err)
	return &Error{
		sentence: "No AWS credentials" + from + grant + ": " + why.reason,
		Status:   why.status,
		Code:     why.code,
		cause:    why.cause,
	}
}
