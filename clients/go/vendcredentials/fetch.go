package vendcredentials

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// version is what the service's access log has of this client, after vend-go/.
const version = "0.1.0"

const (
	maxAttempts       = 4
	totalTime         = 15 * time.Second
	firstPause        = 200 * time.Millisecond
	longestRetryAfter = 5 * time.Second
)

// fetchCredentials gets credentials from the service: up to four attempts in fifteen seconds. The error says what the last one came to.
func fetchCredentials(from settings) (credentials, error) {
	ends := time.Now().Add(totalTime)
	ctx, cancel := context.WithDeadline(context.Background(), ends)
	defer cancel()
	for attempt := 1; ; attempt++ {
		got, err := attemptFetch(ctx, from)
		var why *failure
		if err == nil || !errors.As(err, &why) || !why.passing {
			return got, err
		}
		pause := pauseAfter(attempt, why.retryAfter)
		if attempt == maxAttempts || !time.Now().Add(pause).Before(ends) {
			if attempt == 1 {
				return got, why
			}
			last := *why
			last.reason = fmt.Sprintf("%s after %d attempts", why.reason, attempt)
			return got, &last
		}
		time.Sleep(pause)
	}
}

// pauseAfter is any time up to 0.2, 0.4, 0.8 s, so that those who failed together do not come back together; but what the service asks for.
func pauseAfter(attempt int, retryAfter time.Duration) time.Duration {
	if retryAfter > longestRetryAfter {
		retryAfter = longestRetryAfter
	}
	pause := time.Duration(rand.Int63n(int64(firstPause << (attempt - 1))))
	if pause < retryAfter {
		pause = retryAfter
	}
	return pause
}

func attemptFetch(ctx context.Context, from settings) (credentials, error) {
	answer, token, err := ask(ctx, from)
	if err == nil && answer.status == http.StatusUnauthorized && from.tokens.hasAnother(ctx, token) {
		answer, token, err = ask(ctx, from)
	}
	if err != nil {
		return credentials{}, err
	}
	if answer.status != http.StatusOK {
		members := parseObject(answer.body)
		code, _ := members["code"].(string)
		return credentials{}, &failure{
			reason:     describeRefusal(answer.status, members, token),
			passing:    isPassingStatus(answer.status),
			retryAfter: answer.retryAfter,
			status:     answer.status,
			code:       code,
		}
	}
	return parseCredentials(answer.body, time.Now())
}

// ask also returns the token that it has shown.
func ask(ctx context.Context, from settings) (reply, string, error) {
	token, err := from.tokens.read(ctx)
	if err != nil {
		return reply{}, "", err
	}
	asked, err := http.NewRequestWithContext(ctx, http.MethodGet, target(from), nil)
	if err != nil {
		return reply{}, "", &failure{reason: "VEND_URL is no URL"}
	}
	asked.Header.Set("Authorization", "Bearer "+token)
	answer, err := from.transport.send(asked)
	return answer, token, err
}

func target(from settings) string {
	path := "/v1/credentials"
	if from.grant != "" {
		for _, segment := range strings.Split(from.grant, "/") {
			path += "/" + url.PathEscape(segment)
		}
	}
	query := url.Values{"format": {"container"}}
	if from.duration > 0 {
		query.Set("duration", strconv.FormatFloat(from.duration.Seconds(), 'f', -1, 64))
	}
	for name, value := range from.parameters {
		query.Set("param."+name, value)
	}
	return strings.TrimRight(from.url.String(), "/") + path + "?" + query.Encode()
}
