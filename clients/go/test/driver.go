// The driver answers `get` on standard input with one line of JSON, for the scenarios that all clients go through. Settings: the environment.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"time"

	"credential-vending-api/clients/go/vendcredentials"
)

func main() {
	provider, settingsError := vendcredentials.NewProvider(vendcredentials.Options{})
	get := func() map[string]string {
		if settingsError != nil {
			return map[string]string{"error": settingsError.Error()}
		}
		got, err := provider.Retrieve(context.Background())
		if err != nil {
			return map[string]string{"error": err.Error()}
		}
		return map[string]string{
			"accessKeyId":     got.AccessKeyID,
			"secretAccessKey": got.SecretAccessKey,
			"sessionToken":    got.SessionToken,
			"expiration":      got.Expires.UTC().Format(time.RFC3339),
		}
	}

	var asked sync.WaitGroup
	var printing sync.Mutex
	printed := json.NewEncoder(os.Stdout)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if strings.TrimSpace(lines.Text()) != "get" {
			continue
		}
		// Not one after the other: what is asked for at once shall be at once.
		asked.Add(1)
		go func() {
			defer asked.Done()
			line := get()
			printing.Lock()
			defer printing.Unlock()
			if err := printed.Encode(line); err != nil {
				os.Exit(1)
			}
		}()
	}
	asked.Wait()
}
