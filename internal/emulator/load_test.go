package emulator_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// With -load 10 it is 1,000 components, 50 clients at once and 10,000 requests.
var load = flag.Int("load", 1, "how many times 100 components, 5 clients and 1,000 requests TestLoad has")

// accepted has the accepted requests of one component's clients.
type accepted struct {
	sync.Mutex
	cancels     int
	deployments map[string]string // ID → description
}

// TestLoad has many clients that cancel and deploy the same components. Exactly the accepted requests take effect: a component
// that is IN_PROGRESS at first has one more cancel than deployments if it is CANCELLED at the end, and as many if not.
func TestLoad(t *testing.T) {
	t.Parallel()
	components, clients, requests := 100**load, 5**load, 1_000**load
	f := newPlainFixture(t, emulator.WithCancelTime(0))
	f.http.Transport = &http.Transport{MaxIdleConnsPerHost: clients}
	results := make([]accepted, components)
	for i := range results {
		results[i].deployments = map[string]string{}
		f.seed(t, emulator.Component{Name: fmt.Sprint("c", i)})
	}

	start := time.Now()
	work := make(chan int)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			c := f.client()
			for n := range work {
				// Successive requests are for the same component, so that they are concurrent.
				i := n / 20 % components
				if err := results[i].request(t.Context(), c, fmt.Sprint("c", i), n); err != nil {
					t.Errorf("request %d: %v", n, err)
				}
			}
		})
	}
	for n := range requests {
		work <- n
	}
	close(work)
	wg.Wait()
	took := time.Since(start)

	conflicts := 0
	for _, call := range f.Calls() {
		if call.Error == "ConflictException" {
			conflicts++
		}
	}
	t.Logf("%d components, %d clients, %d requests: %s, %.0f requests a second, %d conflicts",
		components, clients, requests, took.Round(time.Millisecond), float64(requests)/took.Seconds(), conflicts)
	if got := len(f.Calls()); got != requests {
		t.Errorf("the journal has %d calls, want %d", got, requests)
	}
	for i := range results {
		results[i].expect(t, f.get(t, fmt.Sprint("c", i)))
	}
}

// request sends the nth request and records what was accepted. A conflict is not an error.
func (a *accepted) request(ctx context.Context, c *proton.Client, name string, n int) error {
	var err error
	switch n % 4 {
	case 0, 2:
		if _, err = c.CancelComponentDeployment(ctx, &proton.CancelComponentDeploymentInput{ComponentName: &name}); err == nil {
			a.Lock()
			a.cancels++
			a.Unlock()
		}
	case 1:
		var out *proton.UpdateComponentOutput
		out, err = c.UpdateComponent(ctx, &proton.UpdateComponentInput{
			Name: &name, DeploymentType: awstypes.ComponentDeploymentUpdateTypeCurrentVersion, Description: new(fmt.Sprint(n)),
		})
		if err == nil {
			a.Lock()
			a.deployments[*out.Component.LastAttemptedDeploymentId] = *out.Component.Description
			a.Unlock()
		}
	case 3:
		_, err = c.GetComponent(ctx, &proton.GetComponentInput{Name: &name})
	}
	if _, conflict := errors.AsType[*awstypes.ConflictException](err); conflict {
		return nil
	}
	return err
}

func (a *accepted) expect(t *testing.T, c *awstypes.Component) {
	t.Helper()
	want := len(a.deployments)
	if c.DeploymentStatus == awstypes.DeploymentStatusCancelled {
		want++
	}
	if a.cancels != want {
		t.Errorf("%s: %d cancels and %d deployments were accepted, and it is %s", *c.Name, a.cancels, len(a.deployments), c.DeploymentStatus)
	}
	if description, deployed := a.deployments[*c.LastAttemptedDeploymentId]; len(a.deployments) > 0 && (!deployed || *c.Description != description) {
		t.Errorf("%s: the last deployment is %s with description %s: an update was lost", *c.Name, *c.LastAttemptedDeploymentId, *c.Description)
	}
}
