// Calls STS by the SDK's default chain for each line `get`, and prints what came of it as a line of JSON.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	show(map[string]string{"version": "config " + moduleVersion("github.com/aws/aws-sdk-go-v2/config")})
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		panic(err)
	}
	client := sts.NewFromConfig(cfg, func(options *sts.Options) { options.BaseEndpoint = aws.String(os.Getenv("CALL_STS")) })
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		identity, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			show(map[string]string{"error": err.Error()})
		} else {
			show(map[string]string{"arn": aws.ToString(identity.Arn)})
		}
	}
}

func moduleVersion(path string) string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == path {
			return module.Version
		}
	}
	return "unknown"
}

func show(answer map[string]string) {
	line, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}
