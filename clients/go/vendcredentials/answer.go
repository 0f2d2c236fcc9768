package vendcredentials

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// credentials is one set, only ever passed on whole.
type credentials struct {
	accessKeyID, secretAccessKey, sessionToken string
	expires                                    time.Time
}

// longestLife is more than AWS gives any session, which would else be kept as long as a mistake says.
const longestLife = 13 * time.Hour

// valueSyntax is what goes into headers, and into the lines of files, without ending them.
var valueSyntax = regexp.MustCompile(`^[\x21-\x7e]+$`)

var expirationSyntax = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)

// parseCredentials reads the body of a 200, in the shape container. Where something is missing there are none: half an answer signs
// requests that nobody understands.
func parseCredentials(body []byte, now time.Time) (credentials, error) {
	members := parseObject(body)
	if members == nil {
		return credentials{}, &failure{reason: "the answer is not the JSON of credentials", passing: true}
	}
	var texts [4]string
	for i, name := range []string{"AccessKeyId", "SecretAccessKey", "Token", "Expiration"} {
		texts[i], _ = members[name].(string)
		if texts[i] == "" {
			return credentials{}, &failure{reason: "the answer lacks " + name, passing: true}
		}
	}
	for i, name := range []string{"AccessKeyId", "SecretAccessKey", "Token"} {
		if !valueSyntax.MatchString(texts[i]) {
			return credentials{}, &failure{reason: "the answer's " + name + " holds something other than printable ASCII", passing: true}
		}
	}
	expires, err := time.Parse(time.RFC3339, texts[3])
	if err != nil || !expirationSyntax.MatchString(texts[3]) {
		return credentials{}, &failure{reason: "the answer's Expiration is no time", passing: true}
	}
	if !expires.After(now) {
		return credentials{}, &failure{reason: "the answer's Expiration is past by this machine's clock", passing: true}
	}
	if expires.After(now.Add(longestLife)) {
		return credentials{}, &failure{reason: "the answer's Expiration is more than 13 h ahead", passing: true}
	}
	return credentials{texts[0], texts[1], texts[2], expires}, nil
}

// parseObject returns the members of a JSON object by their exact names, which a struct would not ask for; nil where the text is none.
func parseObject(text []byte) map[string]any {
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&members) != nil {
		return nil
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil
	}
	return members
}

// isPassingStatus says whether the same request may be answered otherwise in a moment.
func isPassingStatus(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable,
		http.StatusGatewayTimeout:
		return true
	}
	return false
}

// describeRefusal says what an answer says that is not the one hoped for, in words that fit on a line: the status, the code and the sentence
// of the service, or the error code of an identity provider (RFC 6749 section 5.2). What gateways and proxies say in between is not to
// be trusted with the line.
func describeRefusal(status int, members map[string]any, sent ...string) string {
	if status >= 300 && status < 400 {
		return strconv.Itoa(status) + ": a redirect, which is not followed"
	}
	first := func(names ...string) string {
		for _, name := range names {
			if text, _ := members[name].(string); printable(text, sent) != "" {
				return printable(text, sent)
			}
		}
		return ""
	}
	said := strconv.Itoa(status)
	code, message := first("code", "error"), first("message", "error_description")
	if code != "" {
		said += " " + code
	}
	if message != "" {
		said += ": " + message
	}
	if request := first("requestId"); request != "" {
		said += " (request " + request + ")"
	}
	if code == "" && message == "" {
		said += " without a reason"
	}
	return said
}

var (
	broken      = regexp.MustCompile(`[^\x21-\x7e]+`)
	unprintable = regexp.MustCompile(`[^\x20-\x7e]+`)
	// jwtSyntax finds a token that was echoed, which stays out of logs.
	jwtSyntax = regexp.MustCompile(`eyJ[\w-]*(?:\.[\w-]*)*`)
)

// printable takes what was sent, in whatever pieces it comes back, for no part of the text.
func printable(text string, sent []string) string {
	const maxCharacters = 200
	for _, secret := range sent {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "(token)")
		}
	}
	for _, secret := range sent {
		if secret = broken.ReplaceAllString(secret, ""); secret != "" && strings.Contains(broken.ReplaceAllString(text, ""), secret) {
			return "(token)"
		}
	}
	text = strings.TrimSpace(jwtSyntax.ReplaceAllString(unprintable.ReplaceAllString(text, " "), "(token)"))
	if len(text) > maxCharacters {
		text = text[:maxCharacters]
	}
	return text
}
