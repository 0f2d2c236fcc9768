package vendcredentials

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"time"
)

// failure is what stopped a fetch. It becomes the end of the sentence that callers get.
type failure struct {
	// reason has no full stop, and holds no token, secret or whole body.
	reason string
	// passing says whether the same again may do.
	passing bool
	// retryAfter is what the service wants to be waited; 0 where it did not say.
	retryAfter time.Duration
	status     int
	code       string
	cause      error
}

func (f *failure) Error() string { return f.reason }

// asFailure finds the words for what the system says. A certificate that does not hold now will not hold in a second either.
func asFailure(err error) *failure {
	var why *failure
	if errors.As(err, &why) {
		return why
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &failure{reason: "the caller did not wait for the answer", cause: err}
	}
	return &failure{reason: wordFailure(err), passing: wordCertificate(err) == ""}
}

const (
	// Windows has numbers of its own, which the names in syscall do not stand for.
	windowsReset   = syscall.Errno(10054)
	windowsRefused = syscall.Errno(10061)
)

// wordFailure says what the system says of a file or a connection, for a person.
func wordFailure(err error) string {
	if words := wordCertificate(err); words != "" {
		return words
	}
	var lookup *net.DNSError
	var record tls.RecordHeaderError
	var operation *net.OpError
	var network net.Error
	is := func(targets ...error) bool {
		for _, target := range targets {
			if errors.Is(err, target) {
				return true
			}
		}
		return false
	}
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return "the host's name is not known"
	case lookup != nil:
		return "the host's name cannot be looked up now"
	case is(syscall.ECONNREFUSED, windowsRefused):
		return "connection refused"
	case is(syscall.ECONNRESET, syscall.EPIPE, windowsReset, io.EOF, io.ErrUnexpectedEOF):
		return "the connection was cut"
	case is(syscall.EHOSTUNREACH):
		return "the host cannot be reached"
	case is(syscall.ENETUNREACH):
		return "the network cannot be reached"
	case is(fs.ErrNotExist):
		return "there is no such file"
	case is(fs.ErrPermission):
		return "permission is denied"
	case is(syscall.EISDIR):
		return "it is a folder"
	case errors.As(err, &record):
		return "its answer is not TLS"
	case errors.As(err, &operation) && (operation.Op == "remote error" || operation.Op == "local error"),
		// What the other side says in a handshake is often refused with an error that has no type.
		strings.HasPrefix(err.Error(), "tls: "):
		return "the TLS handshake failed"
	case errors.As(err, &network) && network.Timeout():
		return "no connection within the time limit"
	}
	return "it failed"
}

// wordCertificate is empty where the trouble is none of a certificate.
func wordCertificate(err error) string {
	var unknown x509.UnknownAuthorityError
	var other x509.HostnameError
	var invalid x509.CertificateInvalidError
	var any *tls.CertificateVerificationError
	switch {
	case errors.As(err, &unknown):
		return "its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE"
	case errors.As(err, &other):
		return "its certificate is for another host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate has expired"
	case errors.As(err, &any):
		return "its certificate does not hold"
	}
	return ""
}
