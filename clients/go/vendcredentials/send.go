package vendcredentials

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// transport is how requests are made, to the service and to the identity provider.
type transport struct {
	// caBundle is a PEM file of the authorities that are trusted, in place of the system's; empty: the system's.
	caBundle string
	// connectTimeout is for the name, the connection, the proxy's tunnel and TLS together.
	connectTimeout time.Duration
	// readTimeout is from the connection to the whole answer.
	readTimeout time.Duration
}

// reply is an answer, whole.
type reply struct {
	status     int
	retryAfter time.Duration
	body       []byte
}

const maxBodyBytes = 64 * 1024

// send makes one request on a connection of its own, and reads the whole answer. It follows no redirect, as an http.Client would: what is
// sent is for the host that was named.
func (t transport) send(asked *http.Request) (reply, error) {
	asked.Header.Set("Accept", "application/json")
	asked.Header.Set("User-Agent", "vend-go/"+version)
	proxy, err := chooseProxy(asked.URL)
	if err != nil {
		return reply{}, err
	}
	authorities, err := t.readAuthorities()
	if err != nil {
		return reply{}, err
	}
	// All that goes through a proxy goes through a tunnel: until the proxy has answered, what fails is of the proxy.
	var hasProxyAnswered atomic.Bool
	over := &http.Transport{
		Proxy: http.ProxyURL(proxy),
		OnProxyConnectResponse: func(_ context.Context, proxy *url.URL, _ *http.Request, response *http.Response) error {
			hasProxyAnswered.Store(true)
			return checkTunnel(proxy, response)
		},
		DialContext:            t.dial,
		TLSClientConfig:        &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    t.connectTimeout,
		MaxResponseHeaderBytes: maxBodyBytes,
		DisableKeepAlives:      true,
		DisableCompression:     true,
	}
	ctx, limit := startLimit(asked.Context(), "no connection", t.connectTimeout)
	defer func() { limit.stop() }()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { limit.restart("no whole answer", t.readTimeout) },
	})
	answer, err := exchange(over, asked.WithContext(ctx))
	if late, isLate := context.Cause(ctx).(*failure); err != nil && isLate {
		return reply{}, late
	}
	if err != nil {
		why := *asFailure(err)
		if proxy != nil && !hasProxyAnswered.Load() {
			why.reason = "the proxy " + proxy.Host + " cannot be reached: " + why.reason
		}
		return reply{}, &why
	}
	return answer, nil
}

// dial gives the connection an end of its own, for http.Transport goes on connecting for somebody who has gone.
func (t transport) dial(ctx context.Context, network, address string) (net.Conn, error) {
	connection, err := (&net.Dialer{Timeout: t.connectTimeout}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return connection, connection.SetDeadline(time.Now().Add(t.connectTimeout + t.readTimeout))
}

func exchange(over *http.Transport, asked *http.Request) (reply, error) {
	response, err := over.RoundTrip(asked)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBodyBytes+1))
	if err != nil {
		return reply{}, err
	}
	if len(body) > maxBodyBytes {
		return reply{}, &failure{reason: "the answer is larger than 64 KiB", passing: true}
	}
	return reply{response.StatusCode, readRetryAfter(response.Header.Get("Retry-After")), body}, nil
}

// checkTunnel says what a proxy refuses, whose own words may be anything.
func checkTunnel(proxy *url.URL, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return &failure{
		reason:  fmt.Sprintf("the proxy %s refused the connection: %d", proxy.Host, response.StatusCode),
		passing: response.StatusCode >= 500,
	}
}

// readAuthorities returns nil for those of the system.
func (t transport) readAuthorities() (*x509.CertPool, error) {
	if t.caBundle == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(t.caBundle)
	if err != nil {
		return nil, &failure{reason: "the CA bundle " + t.caBundle + " cannot be read: " + wordFailure(err)}
	}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM(pem) {
		return nil, &failure{reason: "the CA bundle " + t.caBundle + " holds no certificate"}
	}
	return authorities, nil
}

var retrySyntax = regexp.MustCompile(`^[0-9]+$`)

// readRetryAfter reads seconds or a date (RFC 9110 section 10.2.3); 0 where nothing is said.
func readRetryAfter(header string) time.Duration {
	if retrySyntax.MatchString(header) {
		seconds, err := strconv.ParseUint(header, 10, 31)
		if err != nil {
			return longestRetryAfter
		}
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return time.Until(at)
	}
	return 0
}

func describeLimit(missing string, limit time.Duration) *failure {
	text := strings.TrimSuffix(strconv.FormatFloat(limit.Seconds(), 'f', 1, 64), ".0")
	return &failure{reason: missing + " within " + text + " s", passing: true}
}
