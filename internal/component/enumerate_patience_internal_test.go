package component

import (
	"io"
	"testing"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// TestMachine_patience has the last moments at which another call is made. A read needs time for its pause.
func TestMachine_patience(t *testing.T) {
	t.Parallel()
	for elapsed, want := range map[time.Duration]string{patience - maxInterval: opGet, patience - maxInterval + 1: ""} {
		m := machine{name: "api"}
		m.afterCancel(nil, io.ErrUnexpectedEOF)
		m.Elapsed = elapsed
		if got := m.afterRead(nil, io.ErrUnexpectedEOF); got.call != want {
			t.Errorf("after %s without a response of the API: the next call is %q, want %q", elapsed, got.call, want)
		}
	}
	for elapsed, want := range map[time.Duration]string{patience - 1: opHistory, patience: ""} {
		m := machine{name: "api"}
		m.Last, m.Newer = component(1, awstypes.DeploymentStatusInProgress, true, true), &Newer{}
		m.Elapsed = elapsed
		if got := m.afterHistory(nil, io.ErrUnexpectedEOF); got.call != want {
			t.Errorf("after %s without a result of GetDeployment: the next call is %q, want %q", elapsed, got.call, want)
		}
	}
}
