package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

// childVariable makes the test binary run as the command, so that the tests need no other program.
const childVariable = "PROTON_EMULATOR_TEST_CHILD"

func TestMain(m *testing.M) {
	switch role := os.Getenv(childVariable); role {
	case "":
		os.Exit(m.Run())
	case "main":
		main()
	default:
		os.Exit(child(role))
	}
}

func child(role string) int {
	switch role {
	case "seven":
		return 7
	case "killed":
		p, _ := os.FindProcess(os.Getpid())
		_ = p.Kill()
		select {}
	case "environment":
		fmt.Println(strings.Join(os.Environ(), "\n"))
	case "read":
		text, err := os.ReadFile(os.Getenv("FILE"))
		fmt.Println(string(text), err)
	case "sdk":
		fmt.Println(cancelWithSDK())
	case "waiting":
		hangup := make(chan os.Signal, 1)
		signal.Notify(hangup, syscall.SIGHUP) // SIGTERM ends it
		<-hangup
	case "echo":
		_, _ = io.Copy(os.Stdout, os.Stdin)
		fmt.Fprint(os.Stderr, "done")
	case "cancel":
		fmt.Print(cancel("api"))
	case "interrupted":
		return interrupted()
	}
	return 0
}

// interrupted calls the API after a signal, as a client may do to clean up.
func interrupted() int {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	fmt.Println("ready")
	fmt.Println(<-signals)
	fmt.Println(cancel("api"))
	return 3
}

// cancel returns the HTTP status of a cancel.
func cancel(name string) int {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, os.Getenv("AWS_ENDPOINT_URL_PROTON"),
		strings.NewReader(fmt.Sprintf(`{"componentName": %q}`, name)))
	if err != nil {
		panic(err)
	}
	r.Header.Set("X-Amz-Target", "AwsProton20200720.CancelComponentDeployment")
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		panic(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}
