package vendcredentials

import (
	"context"
	"sync"
	"time"
)

// limit ends a context with a failure when its time is over, first of one phase, then of the next.
type limit struct {
	ends   time.Time
	cancel context.CancelCauseFunc

	lock  sync.Mutex
	timer *time.Timer
}

// startLimit takes over the deadline of the parent, so that there is a failure for that too; stop must be called.
func startLimit(parent context.Context, missing string, longest time.Duration) (context.Context, *limit) {
	ends, hasEnd := parent.Deadline()
	if !hasEnd {
		ends = time.Now().Add(totalTime)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	started := &limit{ends: ends, cancel: cancel}
	started.restart(missing, longest)
	return ctx, started
}

func (l *limit) restart(missing string, longest time.Duration) {
	if left := time.Until(l.ends); left < longest {
		longest = left
	}
	if longest < time.Millisecond {
		longest = time.Millisecond
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	if l.timer != nil {
		l.timer.Stop()
	}
	l.timer = time.AfterFunc(longest, func() { l.cancel(describeLimit(missing, longest)) })
}

func (l *limit) stop() {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.timer.Stop()
	l.cancel(nil)
}
