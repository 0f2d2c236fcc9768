package vendcredentials

import (
	"context"
	"math/rand"
	"sync"
	"time"
)

const (
	longestAhead = 20 * time.Minute
	// tooShort is not enough for a caller to begin with.
	tooShort           = time.Minute
	firstRenewalPause  = 5 * time.Second
	longestPause       = time.Minute
	warningPause       = time.Minute
	shortestCacheEntry = time.Second
)

// keeper keeps credentials in memory, and renews them before they end: one fetch at a time, and while the kept ones are good nobody waits
// for it. What is kept is replaced by new credentials only, never by nothing.
type keeper struct {
	// fetch gets new ones, within a time of its own.
	fetch func() (credentials, error)
	// refreshAhead is negative for: 20 minutes, or half of what was left at receipt.
	refreshAhead time.Duration
	// warn gets why a renewal failed while those at hand are good.
	warn func(error)
	now  func() time.Time
	// patience is how long a fetch may take before it is given up: it ends by itself before, but where the system lets go of nothing.
	patience time.Duration

	lock      sync.Mutex
	kept      *credentials
	renewFrom time.Time
	underWay  *renewal
	failures  int
	notBefore time.Time
	warnedAt  time.Time
}

// renewal is a fetch under way: got and err are there once done is closed.
type renewal struct {
	begun time.Time
	done  chan struct{}
	got   credentials
	err   error
}

// get gives credentials that have not expired.
func (k *keeper) get(ctx context.Context) (credentials, error) {
	kept, awaited := k.look()
	if awaited == nil {
		return *kept, nil
	}
	var err error
	select {
	case <-awaited.done:
		if awaited.err == nil {
			return awaited.got, nil
		}
		err = awaited.err
	case <-ctx.Done():
		err = ctx.Err()
	case <-time.After(awaited.begun.Add(k.patience).Sub(k.now())):
		err = describeLimit("no answer", k.patience)
	}
	if kept != nil && kept.expires.After(k.now()) {
		return *kept, nil
	}
	return credentials{}, err
}

// look returns what is kept, and the renewal that is to be waited for, if any. It begins renewals where they are due.
func (k *keeper) look() (*credentials, *renewal) {
	k.lock.Lock()
	defer k.lock.Unlock()
	now := k.now()
	if k.kept == nil || !k.kept.expires.After(now) {
		return nil, k.renew()
	}
	if now.Before(k.notBefore) {
		return k.kept, nil
	}
	if k.kept.expires.Sub(now) < tooShort {
		return k.kept, k.renew()
	}
	if !now.Before(k.renewFrom) {
		k.renew()
	}
	return k.kept, nil
}

// askAgainAt is when somebody who keeps the credentials with this session token should ask for them again.
func (k *keeper) askAgainAt(sessionToken string) time.Time {
	k.lock.Lock()
	defer k.lock.Unlock()
	soon := k.now().Add(shortestCacheEntry)
	if k.kept != nil && k.kept.sessionToken == sessionToken && k.renewFrom.After(soon) {
		return k.renewFrom
	}
	return soon
}

// renew returns the renewal that is under way, and begins one where there is none or one that will not end. The lock is held.
func (k *keeper) renew() *renewal {
	if now := k.now(); k.underWay == nil || now.Sub(k.underWay.begun) >= k.patience {
		begun := &renewal{begun: now, done: make(chan struct{})}
		k.underWay = begun
		go func() {
			begun.got, begun.err = k.fetch()
			isWarning := k.end(begun)
			close(begun.done)
			if isWarning {
				k.warn(begun.err)
			}
		}()
	}
	return k.underWay
}

// end keeps what a renewal brought, and says whether its failure is worth a warning.
func (k *keeper) end(ended *renewal) bool {
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.underWay != ended {
		return false
	}
	k.underWay = nil
	now := k.now()
	if ended.err == nil {
		ahead := k.refreshAhead
		if ahead < 0 {
			ahead = ended.got.expires.Sub(now) / 2
			if ahead > longestAhead {
				ahead = longestAhead
			}
		} else if ahead < tooShort {
			// Whoever keeps them elsewhere shall ask again in the last minute too.
			ahead = tooShort
		}
		k.kept, k.renewFrom = &ended.got, ended.got.expires.Add(-ahead)
		k.failures, k.notBefore = 0, time.Time{}
		return false
	}
	pause := longestPause
	if k.failures < 4 {
		pause = firstRenewalPause << k.failures
	}
	k.failures++
	// Longer by up to a fifth, so that many processes do not knock at the same time.
	k.notBefore = now.Add(pause + time.Duration(rand.Int63n(int64(pause/5))))
	isGood := k.kept != nil && k.kept.expires.After(now)
	if !isGood || now.Sub(k.warnedAt) < warningPause {
		return false
	}
	k.warnedAt = now
	return true
}
