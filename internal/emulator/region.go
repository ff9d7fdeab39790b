package emulator

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// Region is an AWS region of a [Server]. Its methods do what other people do to a component, past the API and its rules.
type Region struct {
	server *Server
	name   string
}

// In returns a region of the server.
func (s *Server) In(region string) Region { return Region{s, region} }

// Deploy starts a newer deployment of a component, even while one is in progress or being cancelled, and returns its ID.
// It returns an error if the component does not exist.
func (r Region) Deploy(name string) (deploymentID string, err error) {
	err = r.change(name, func(t turn, r *record) {
		t.deploy(r)
		deploymentID = *r.LastAttemptedDeploymentId
	})
	return deploymentID, err
}

// Finish gives a component's current deployment a status and a message, as [Server.Seed] does. It returns an error if the
// component does not exist or if the status does not have the form of one.
func (r Region) Finish(name string, status types.DeploymentStatus, message string) error {
	if broken := statusWord.violations("status", string(status)); len(broken) > 0 {
		return fmt.Errorf("finishing the deployment of %q: %s", name, strings.Join(broken, "; "))
	}
	return r.change(name, func(t turn, r *record) { t.enter(r, status, message, t.now) })
}

// Remove removes a component at once. It returns an error if the component does not exist.
func (r Region) Remove(name string) error {
	return r.change(name, func(t turn, _ *record) { delete(t.components, t.at(name)) })
}

func (r Region) change(name string, do func(turn, *record)) error {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	t := r.server.begin(r.name)
	found, err := t.lookup(name)
	if err != nil {
		return err
	}
	do(t, found)
	return nil
}
