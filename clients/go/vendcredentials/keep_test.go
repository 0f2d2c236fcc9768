package vendcredentials

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// keeping is a keeper with a clock that stands still until it is set, and a service of its own.
type keeping struct {
	keeper
	lock     sync.Mutex
	clock    time.Time
	fetched  int
	refuses  error
	life     time.Duration
	warnings int
	// held, where it is not nil, holds fetches until it is closed.
	held chan struct{}
}

func startKeeping(life time.Duration) *keeping {
	k := &keeping{keeper: keeper{refreshAhead: -1}, clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), life: life}
	k.keeper.patience = 16 * time.Second
	k.keeper.now = func() time.Time {
		k.lock.Lock()
		defer k.lock.Unlock()
		return k.clock
	}
	k.keeper.warn = func(error) {
		k.lock.Lock()
		defer k.lock.Unlock()
		k.warnings++
	}
	k.keeper.fetch = func() (credentials, error) {
		if k.held != nil {
			<-k.held
		}
		k.lock.Lock()
		defer k.lock.Unlock()
		k.fetched++
		if k.refuses != nil {
			return credentials{}, k.refuses
		}
		return credentials{"id", "secret", fmt.Sprint("token-", k.fetched), k.clock.Add(k.life)}, nil
	}
	return k
}

func (k *keeping) pass(time time.Duration) {
	k.lock.Lock()
	defer k.lock.Unlock()
	k.clock = k.clock.Add(time)
}

// settle waits for a renewal in the background, warning and all.
func (k *keeping) settle() {
	k.keeper.lock.Lock()
	underWay := k.underWay
	k.keeper.lock.Unlock()
	if underWay != nil {
		<-underWay.done
		time.Sleep(20 * time.Millisecond)
	}
}

func (k *keeping) expect(t *testing.T, token string) {
	t.Helper()
	if got, err := k.get(context.Background()); err != nil || got.sessionToken != token {
		t.Fatalf("got %q and %v in place of %q", got.sessionToken, err, token)
	}
	k.settle()
}

func TestRenewsInTheBackgroundFromTheWindowOn(t *testing.T) {
	for _, row := range []struct{ life, asked, before time.Duration }{
		{time.Hour, -1, 40 * time.Minute},
		{30 * time.Minute, -1, 15 * time.Minute},
		{time.Hour, 50 * time.Minute, 10 * time.Minute},
		{time.Hour, 61 * time.Second, time.Hour - 61*time.Second},
	} {
		k := startKeeping(row.life)
		k.refreshAhead = row.asked
		k.expect(t, "token-1")
		k.pass(row.before - time.Second)
		k.expect(t, "token-1")
		if k.fetched != 1 {
			t.Errorf("%v: renewed before the window", row)
		}
		k.pass(time.Second)
		k.expect(t, "token-1")
		k.expect(t, "token-2")
	}
}

func TestPausesLongerAfterEachFailureAndWarnsOnceAMinute(t *testing.T) {
	k := startKeeping(time.Hour)
	k.expect(t, "token-1")
	k.pass(41 * time.Minute)
	k.refuses = errors.New("down")
	fetched := 1
	for _, pause := range []time.Duration{5, 10, 20, 40, 60, 60} {
		k.expect(t, "token-1")
		fetched++
		k.pass(pause*time.Second - time.Millisecond)
		k.expect(t, "token-1")
		if k.fetched != fetched {
			t.Fatalf("%d fetches in place of %d before a pause of %v s is over", k.fetched, fetched, int(pause))
		}
		k.pass(pause*time.Second/5 + time.Millisecond)
	}
	// At 0, 90 and 162 s: a minute had not passed at 6, 18 and 42.
	if k.warnings != 3 {
		t.Errorf("%d warnings", k.warnings)
	}
	k.refuses = nil
	k.expect(t, "token-1")
	k.expect(t, fmt.Sprint("token-", fetched+1))
}

func TestWaitsInTheLastMinuteAndGivesWhatItHasWhileThatIsGood(t *testing.T) {
	k := startKeeping(time.Hour)
	k.expect(t, "token-1")
	k.pass(time.Hour - time.Minute + time.Second)
	k.refuses = errors.New("down")
	k.expect(t, "token-1")
	k.pass(6 * time.Second)
	k.refuses = nil
	k.expect(t, "token-3")
	k.pass(2 * time.Hour)
	k.refuses = errors.New("down")
	if _, err := k.get(context.Background()); !errors.Is(err, k.refuses) {
		t.Errorf("%v after the end", err)
	}
	k.refuses = nil
	k.expect(t, "token-5")
}

func TestOneWhoGivesUpWaitingLeavesTheFetchToTheOthers(t *testing.T) {
	k := startKeeping(time.Hour)
	k.held = make(chan struct{})
	short, cancel := context.WithCancel(context.Background())
	others := make(chan error, 20)
	for i := 0; i < cap(others); i++ {
		go func() {
			_, err := k.get(context.Background())
			others <- err
		}()
	}
	cancel()
	if _, err := k.get(short); !errors.Is(err, context.Canceled) {
		t.Errorf("%v for who gave up", err)
	}
	close(k.held)
	for i := 0; i < cap(others); i++ {
		if err := <-others; err != nil {
			t.Error(err)
		}
	}
	if k.fetched != 1 {
		t.Errorf("%d fetches", k.fetched)
	}
}

func TestAFetchThatNeverEndsHoldsUpNobodyForEver(t *testing.T) {
	k := startKeeping(time.Hour)
	k.patience = 50 * time.Millisecond
	fetch, held := k.fetch, make(chan struct{})
	var isSecond atomic.Bool
	k.fetch = func() (credentials, error) {
		if !isSecond.Swap(true) {
			<-held
			return credentials{"id", "secret", "too late", k.now().Add(time.Hour)}, nil
		}
		return fetch()
	}
	if _, err := k.get(context.Background()); err == nil || err.Error() != "no answer within 0.1 s" {
		t.Errorf("%v", err)
	}
	k.pass(time.Second)
	k.expect(t, "token-1")
	close(held)
	time.Sleep(50 * time.Millisecond)
	k.expect(t, "token-1")
}

func TestWithoutAnyTimeAheadRenewsInTheLastMinuteOnly(t *testing.T) {
	setOnly(t, map[string]string{"VEND_URL": "https://vend.example", "VEND_TOKEN": "a.b.c", "VEND_REFRESH_AHEAD_SECONDS": "0"})
	read, err := readSettings(Options{})
	if err != nil {
		t.Fatal(err)
	}
	k := startKeeping(time.Hour)
	k.refreshAhead = read.refreshAhead
	k.expect(t, "token-1")
	k.pass(59*time.Minute - time.Second)
	k.expect(t, "token-1")
	if again := k.askAgainAt("token-1"); k.fetched != 1 || !again.Equal(k.clock.Add(time.Second)) {
		t.Errorf("%d fetches, to be asked again at %v", k.fetched, again)
	}
	k.pass(2 * time.Second)
	k.expect(t, "token-2")
}
