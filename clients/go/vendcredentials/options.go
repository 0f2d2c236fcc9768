package vendcredentials

import (
	"context"
	"time"
)

// Options is what New takes. What is left out comes from the environment variable that is named beside it.
type Options struct {
	// URL is the base URL of the service, such as https://vend.corp.example: VEND_URL. Plain http for loopback hosts only.
	URL string
	// Grant is GRANT or GRANT/ACCOUNT: VEND_GRANT. Without: the caller's only or default grant.
	Grant string
	// Duration is how long the session shall live: VEND_DURATION_SECONDS. Without: as long as the grant says.
	Duration time.Duration
	// Parameters are the grant's parameters, by name.
	Parameters map[string]string

	// TokenFile is a file that holds the JWT, read again for each fetch: VEND_TOKEN_FILE.
	TokenFile string
	// Token is the JWT itself: VEND_TOKEN.
	Token string
	// TokenFunc gives the JWT for each fetch, in place of Token. Its context ends when the fetch must.
	TokenFunc func(context.Context) (string, error)
	// TokenURL is the identity provider's token endpoint, for client credentials: VEND_TOKEN_URL.
	TokenURL string
	// ClientID: VEND_CLIENT_ID.
	ClientID string
	// ClientSecret: VEND_CLIENT_SECRET.
	ClientSecret string
	// ClientSecretFile is a file that holds the client secret, read again for each token: VEND_CLIENT_SECRET_FILE.
	ClientSecretFile string
	// TokenScope: VEND_TOKEN_SCOPE.
	TokenScope string
	// TokenAudience is sent as audience and, where it is a URI, as resource (RFC 8707): VEND_TOKEN_AUDIENCE.
	TokenAudience string

	// CABundle is a PEM file of the authorities that are trusted, in place of the system's, read again for each fetch: VEND_CA_BUNDLE.
	CABundle string
	// RefreshAhead is how long before their end credentials are renewed: VEND_REFRESH_AHEAD_SECONDS. Without: 20 minutes, or half of what
	// was left at receipt, if that is less. A minute or less, as a variable of 0, is the last minute, in which callers wait.
	RefreshAhead time.Duration
	// ConnectTimeout: VEND_CONNECT_TIMEOUT_SECONDS; 2 s where nothing is said.
	ConnectTimeout time.Duration
	// ReadTimeout is from the connection to the whole answer: VEND_READ_TIMEOUT_SECONDS; 5 s where nothing is said.
	ReadTimeout time.Duration

	// OnWarning gets the sentence where a renewal failed and the credentials at hand are still good, once a minute at most. Without:
	// log.Print.
	OnWarning func(sentence string)
}
