package emulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// ControlPath is the path under which [Server.Control] serves.
const ControlPath = "/control/"

// namedFaults are the faults that a control request can name, in addition to the API's error codes.
var namedFaults = map[string]Fault{
	"drop-before": DropBefore,
	"drop-after":  DropAfter,
	"truncate":    Truncate,
	"hang":        Hang,
	"html":        RespondAfter(http.StatusOK, "<html></html>"),
}

// instruction is the body of a control request.
type instruction struct {
	Component, Region string                    // of deploy, finish and remove
	Status            awstypes.DeploymentStatus // of finish
	Message           string                    // of finish
	Operation, Fault  string                    // of inject
	Times             int                       // of inject
}

// Control returns a handler for clients in other processes. POST requests with JSON to ControlPath+"deploy", "finish",
// "remove" and "inject" do what the methods of [Region] and [Server.Inject] do. It accepts only the content type
// application/json, which a browser does not send to another site without a preflight request.
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	for action, do := range map[string]func(Region, instruction) (deploymentID string, err error){
		"deploy": func(r Region, i instruction) (string, error) { return r.Deploy(i.Component) },
		"finish": func(r Region, i instruction) (string, error) { return "", r.Finish(i.Component, i.Status, i.Message) },
		"remove": func(r Region, i instruction) (string, error) { return "", r.Remove(i.Component) },
		"inject": func(_ Region, i instruction) (string, error) {
			return "", s.injectNamed(i.Operation, i.Fault, cmp.Or(i.Times, 1))
		},
	} {
		mux.HandleFunc("POST "+ControlPath+action, func(w http.ResponseWriter, r *http.Request) {
			out := map[string]string{}
			i, err := readInstruction(w, r)
			if err == nil {
				out["deploymentId"], err = do(s.In(cmp.Or(i.Region, s.name)), i)
			}
			w.Header().Set("Content-Type", "application/json")
			if err != nil {
				w.WriteHeader(http.StatusBadRequest)
				out["error"] = err.Error()
			}
			maps.DeleteFunc(out, func(_, value string) bool { return value == "" })
			_ = json.NewEncoder(w).Encode(out) // an error means that the client has disconnected
		})
	}
	return mux
}

func readInstruction(w http.ResponseWriter, r *http.Request) (i instruction, err error) {
	if !hasMediaType(r, "application/json") {
		return i, errors.New("the content type must be application/json")
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(&i); err != nil {
		return i, err
	}
	if known := i.Status.Values(); i.Status != "" && !slices.Contains(known, i.Status) {
		return i, fmt.Errorf("unknown status %q, use one of %v", i.Status, known)
	}
	return i, nil
}

func (s *Server) injectNamed(operation, name string, times int) error {
	fault, named := namedFaults[name]
	switch {
	case operations[operation] == nil:
		return fmt.Errorf("unknown operation %q, use one of %v", operation, Operations())
	case times < 1 || times > 10_000:
		return errors.New("times must be between 1 and 10000")
	case name == "InternalServerException":
		fault = Refuse(http.StatusInternalServerError, name)
	case strings.HasSuffix(name, "Exception"):
		fault = Refuse(http.StatusBadRequest, name)
	case !named:
		return fmt.Errorf("unknown fault %q, use one of %v, or an error code of the API such as ThrottlingException",
			name, slices.Sorted(maps.Keys(namedFaults)))
	}
	s.Inject(operation, Times(times, fault)...)
	return nil
}
