package vendcredentials

import (
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// parseURL takes a URL that tokens or secrets may be sent to: not in the clear beyond this machine.
func parseURL(text, setting string) (*url.URL, error) {
	parsed, err := url.Parse(text)
	if err != nil {
		return nil, &failure{reason: setting + " is no URL"}
	}
	if parsed.Scheme != "https" && parsed.Scheme != "http" {
		return nil, &failure{reason: setting + " must begin with https://"}
	}
	if parsed.Hostname() == "" {
		return nil, &failure{reason: setting + " is no URL"}
	}
	if parsed.Scheme == "http" && !isLoopback(parsed.Hostname()) {
		return nil, &failure{reason: setting + " must be https: plain http is for loopback hosts only"}
	}
	if parsed.User != nil || strings.Contains(text, "#") {
		return nil, &failure{reason: setting + " may have neither a user nor a fragment"}
	}
	return parsed, nil
}

// isLoopback says whether a host is this very machine: 127.0.0.0/8, ::1 or localhost.
func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || (err == nil && address.IsLoopback())
}

// proxySyntax has neither a path nor a second @: a password that is not escaped would make a part of itself the host, which messages name.
var proxySyntax = regexp.MustCompile(`(?i)^http://([^@/?#]*@)?[^@/?#]+/?$`)

// chooseProxy returns the proxy for a URL, nil for none, by HTTPS_PROXY and NO_PROXY; the lower-case spelling first, other than
// http.ProxyFromEnvironment has it. Plain http goes to loopback hosts only, and those are never asked through a proxy, so HTTP_PROXY has
// no say.
func chooseProxy(target *url.URL) (*url.URL, error) {
	proxy := firstSet("https_proxy", "HTTPS_PROXY")
	if proxy == "" || isLoopback(target.Hostname()) || isExempt(target, firstSet("no_proxy", "NO_PROXY")) {
		return nil, nil
	}
	if !strings.Contains(proxy, "://") {
		proxy = "http://" + proxy
	}
	parsed, err := url.Parse(proxy)
	if err != nil || !proxySyntax.MatchString(proxy) || parsed.Hostname() == "" {
		// Without repeating what may hold a password.
		return nil, &failure{reason: "HTTPS_PROXY is not of the form http://host:port"}
	}
	return parsed, nil
}

func firstSet(variables ...string) string {
	for _, variable := range variables {
		if value := os.Getenv(variable); value != "" {
			return value
		}
	}
	return ""
}

// isExempt reads NO_PROXY as Go does elsewhere: a name stands for itself and all below it, with or without a dot in front; addresses may
// be given as ranges.
func isExempt(target *url.URL, list string) bool {
	host, port := strings.ToLower(target.Hostname()), target.Port()
	if port == "" {
		port = "443"
	}
	address, notAddress := netip.ParseAddr(host)
	for _, entry := range strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' }) {
		if prefix, err := netip.ParsePrefix(entry); err == nil {
			if notAddress == nil && prefix.Contains(address) {
				return true
			}
			continue
		}
		name := strings.Trim(entry, "[]")
		if named, onlyPort, err := net.SplitHostPort(entry); err == nil {
			if onlyPort != port {
				continue
			}
			name = named
		}
		name = strings.TrimPrefix(strings.TrimPrefix(name, "*."), ".")
		if name == "*" || host == name || (name != "" && strings.HasSuffix(host, "."+name)) {
			return true
		}
	}
	return false
}
