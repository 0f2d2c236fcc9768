package vendcredentials

import (
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// settings is what was set, checked.
type settings struct {
	url        *url.URL
	grant      string
	duration   time.Duration
	parameters map[string]string
	tokens     tokenSource
	transport  transport
	// refreshAhead is negative for: 20 minutes, or half of what was left at receipt.
	refreshAhead time.Duration
}

// readSettings reads options, else the environment. With an error it returns as much as was read before.
func readSettings(options Options) (settings, error) {
	var read settings
	address := either(options.URL, "VEND_URL")
	if address == "" {
		return read, &failure{reason: "the service's URL is not set; set VEND_URL"}
	}
	parsed, err := parseURL(address, "VEND_URL")
	if err != nil {
		return read, err
	}
	if strings.Contains(address, "?") {
		return read, &failure{reason: "VEND_URL may have no query"}
	}
	read.url = parsed
	grant := either(options.Grant, "VEND_GRANT")
	if err := checkGrant(grant); err != nil {
		return read, err
	}
	read.grant = grant
	read.parameters = options.Parameters
	read.transport.caBundle = either(options.CABundle, "VEND_CA_BUNDLE")
	for _, number := range []struct {
		target   *time.Duration
		given    time.Duration
		setting  string
		fallback time.Duration
	}{
		{&read.duration, options.Duration, "VEND_DURATION_SECONDS", 0},
		{&read.refreshAhead, options.RefreshAhead, "VEND_REFRESH_AHEAD_SECONDS", -1},
		{&read.transport.connectTimeout, options.ConnectTimeout, "VEND_CONNECT_TIMEOUT_SECONDS", 2 * time.Second},
		{&read.transport.readTimeout, options.ReadTimeout, "VEND_READ_TIMEOUT_SECONDS", 5 * time.Second},
	} {
		if *number.target, err = seconds(number.given, number.setting, number.fallback); err != nil {
			return read, err
		}
	}
	read.tokens, err = chooseTokens(options, read.transport)
	return read, err
}

// chooseTokens lets an option of any kind win over the environment of every kind: who passes a token means that one.
func chooseTokens(options Options, over transport) (tokenSource, error) {
	switch {
	case options.TokenFile != "":
		return fileToken(options.TokenFile), nil
	case options.TokenURL != "" || options.ClientID != "":
		return readClient(options, over)
	case options.TokenFunc != nil:
		return givenToken{options.TokenFunc, "the token"}, nil
	case options.Token != "":
		return givenToken{always(options.Token), "the token"}, nil
	}
	if file := os.Getenv("VEND_TOKEN_FILE"); file != "" {
		return fileToken(file), nil
	}
	if os.Getenv("VEND_TOKEN_URL") != "" {
		return readClient(options, over)
	}
	if token := os.Getenv("VEND_TOKEN"); token != "" {
		return givenToken{always(token), "VEND_TOKEN"}, nil
	}
	return nil, &failure{
		reason: "no token is set; set VEND_TOKEN_FILE, or VEND_TOKEN_URL with VEND_CLIENT_ID and its secret, or VEND_TOKEN",
	}
}

func readClient(options Options, over transport) (tokenSource, error) {
	secret := options.ClientSecret
	if secret == "" && options.ClientSecretFile == "" {
		secret = os.Getenv("VEND_CLIENT_SECRET")
	}
	client := &clientCredentials{
		clientID:   either(options.ClientID, "VEND_CLIENT_ID"),
		secret:     secret,
		secretFile: either(options.ClientSecretFile, "VEND_CLIENT_SECRET_FILE"),
		scope:      either(options.TokenScope, "VEND_TOKEN_SCOPE"),
		audience:   either(options.TokenAudience, "VEND_TOKEN_AUDIENCE"),
		transport:  over,
	}
	tokenURL := either(options.TokenURL, "VEND_TOKEN_URL")
	var missing []string
	if tokenURL == "" {
		missing = append(missing, "VEND_TOKEN_URL")
	}
	if client.clientID == "" {
		missing = append(missing, "VEND_CLIENT_ID")
	}
	if client.secret == "" && client.secretFile == "" {
		missing = append(missing, "VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE")
	}
	if len(missing) > 0 {
		return nil, &failure{reason: "client credentials are not set in full; set " + strings.Join(missing, " and ")}
	}
	var err error
	client.tokenURL, err = parseURL(tokenURL, "VEND_TOKEN_URL")
	return client, err
}

// checkGrant refuses two dots among others, which would walk up the path.
func checkGrant(grant string) error {
	if grant == "" {
		return nil
	}
	segments := strings.Split(grant, "/")
	for _, segment := range segments {
		if len(segments) > 2 || segment == "" || segment == "." || segment == ".." {
			return &failure{reason: "VEND_GRANT is not of the form GRANT or GRANT/ACCOUNT"}
		}
	}
	return nil
}

// either is the option, else what the environment has. What is empty is not set.
func either(option, variable string) string {
	if option != "" {
		return option
	}
	return os.Getenv(variable)
}

var secondsSyntax = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]+)?$`)

func seconds(given time.Duration, variable string, fallback time.Duration) (time.Duration, error) {
	text := os.Getenv(variable)
	switch {
	case given < 0, given == 0 && text != "" && !secondsSyntax.MatchString(text):
		return 0, &failure{reason: variable + " is no number of seconds"}
	case given > 0:
		return given, nil
	case text == "":
		return fallback, nil
	}
	number, err := strconv.ParseFloat(text, 64)
	return time.Duration(number * float64(time.Second)), err
}
