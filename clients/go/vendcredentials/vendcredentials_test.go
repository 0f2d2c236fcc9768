package vendcredentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// service answers with credentials that live so long, and counts.
func service(t *testing.T, life time.Duration) (string, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"AccessKeyId":"id","SecretAccessKey":"secret","Token":"token-%d","Expiration":%q}`,
			asked.Add(1), time.Now().Add(life).UTC().Format(time.RFC3339))
	}))
	t.Cleanup(server.Close)
	return server.URL, &asked
}

func TestTheCacheOfTheSDKAsksAgainWhenTheWindowBegins(t *testing.T) {
	url, asked := service(t, time.Hour)
	options := Options{URL: url, Token: "a.b.c"}
	cache, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cache.Retrieve(context.Background())
	if err != nil || !got.CanExpire || got.AccessKeyID != "id" || got.SecretAccessKey != "secret" || got.SessionToken != "token-1" {
		t.Fatalf("%+v, %v", got, err)
	}
	if left := time.Until(got.Expires); left < 39*time.Minute || left > 41*time.Minute {
		t.Errorf("the cache would ask again in %v", left)
	}
	options.RefreshAhead = 2 * time.Hour
	inner, _ := New(options)
	// As aws.NewCredentialsCache(New(...)) is soon written, and so is config.WithCredentialsProvider.
	outer := aws.NewCredentialsCache(inner)
	before := asked.Load()
	for tries := 0; asked.Load() < before+3 && tries < 100; tries++ {
		if _, err := outer.Retrieve(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	if asked.Load() < before+3 {
		t.Errorf("%d requests, so that what the cache has was not renewed", asked.Load()-before)
	}
}

func TestTheCacheOfTheSDKKeepsNothingLongerThanItIsGood(t *testing.T) {
	url, _ := service(t, 30*time.Second)
	provider, err := NewProvider(Options{URL: url, Token: "a.b.c"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := provider.Retrieve(context.Background())
	if left := time.Until(got.Expires); err != nil || left < 20*time.Second || left > 30*time.Second {
		t.Fatalf("%v left of 30 s, %v", left, err)
	}
	ended := got
	ended.Expires = time.Now().Add(-time.Minute)
	if adjusted, err := provider.AdjustExpiresBy(ended, 0); err != nil || adjusted.Expires.After(ended.Expires) {
		t.Errorf("given until %v, %v", adjusted.Expires, err)
	}
}

func TestACallerWhoGivesUpLeavesNothingBehind(t *testing.T) {
	released := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-released }))
	t.Cleanup(server.Close)
	before := runtime.NumGoroutine()
	provider, err := NewProvider(Options{URL: server.URL, Token: "a.b.c", ReadTimeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	started := time.Now()
	_, err = provider.Retrieve(ctx)
	var vend *Error
	if !errors.As(err, &vend) || !errors.Is(err, context.DeadlineExceeded) || time.Since(started) > 250*time.Millisecond {
		t.Errorf("%v after %v", err, time.Since(started))
	}
	if _, err := provider.Retrieve(context.Background()); err == nil || !strings.HasSuffix(err.Error(), "no whole answer within 0.3 s after 4 attempts") {
		t.Errorf("%v", err)
	}
	close(released)
	server.Close()
	for tries := 0; runtime.NumGoroutine() > before && tries < 100; tries++ {
		time.Sleep(20 * time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before {
		t.Errorf("%d goroutines, %d before", now, before)
	}
}

func TestErrorsHaveTheServicesWordsAsFieldsToo(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"code":"NotGranted","message":"No such grant for this caller","requestId":"3f2c1d"}`)
	}))
	t.Cleanup(server.Close)
	cache, err := New(Options{URL: server.URL, Grant: "nightly-report", Token: "a.b.c"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = cache.Retrieve(context.Background())
	var vend *Error
	if !errors.As(err, &vend) || vend.Status != 403 || vend.Code != "NotGranted" {
		t.Fatalf("%+v", vend)
	}
	expected := `No AWS credentials from ` + server.URL + ` for grant "nightly-report": 403 NotGranted: No such grant for this caller (request 3f2c1d)`
	if vend.Error() != expected {
		t.Errorf("%s", vend)
	}
}
