package vendcredentials

import (
	"context"
	"errors"
	"io"
	"os"
	"time"
)

// maxFileBytes is more than any token or secret has.
const maxFileBytes = 64 * 1024

// within gives up what does not end in the context's time, and leaves it to itself: reading a file knows no limit, as where the file is a
// pipe or on a network, and a function may know none.
func within(ctx context.Context, do func() (string, error)) (string, error) {
	type outcome struct {
		text string
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		text, err := do()
		done <- outcome{text, err}
	}()
	select {
	case got := <-done:
		return got.text, got.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// readFile reads a small file whole, in the context's time. What it is goes before its path in messages.
func readFile(ctx context.Context, what, path string) (string, error) {
	named := what + " " + path + " cannot be read: "
	started := time.Now()
	text, err := within(ctx, func() (string, error) {
		file, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer file.Close()
		text, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
		return string(text), err
	})
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "", describeLimit(named+"nothing came", time.Since(started))
	case err != nil:
		return "", &failure{reason: named + wordFailure(err)}
	case len(text) > maxFileBytes:
		return "", &failure{reason: named + "it is larger than 64 KiB"}
	}
	return text, nil
}
