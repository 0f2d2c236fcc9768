package vendcredentials

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestGivesUpATokenThatDoesNotCome(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "token")
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Skip(err)
	}
	never := func(context.Context) (string, error) { select {} }
	for says, source := range map[string]tokenSource{
		"the token file " + pipe + " cannot be read: nothing came within 0.1 s":         fileToken(pipe),
		"the client secret file " + pipe + " cannot be read: nothing came within 0.1 s": &clientCredentials{secretFile: pipe},
		"the token function gave none within 0.1 s":                                     givenToken{never, "the token"},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		_, err := source.read(ctx)
		cancel()
		if err == nil || err.Error() != says {
			t.Errorf("%v in place of %s", err, says)
		}
	}
	// Whoever reads the pipe is let go.
	if writer, err := os.OpenFile(pipe, os.O_RDWR, 0); err == nil {
		writer.Close()
	}
}

func TestTakesNoTokenFileThatIsTooLarge(t *testing.T) {
	large := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(large, []byte(strings.Repeat("a", maxFileBytes+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := fileToken(large).read(context.Background()); err == nil || !strings.HasSuffix(err.Error(), "it is larger than 64 KiB") {
		t.Error(err)
	}
}
