package emulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// ControlPath is the path under which [Server.Control] serves.
const ControlPath = "/control/"

// namedFaults are the faults that a control request can name: the error codes of the API's model, and what a network does.
var namedFaults = map[string]Fault{
	"AccessDeniedException":         Refuse(http.StatusBadRequest, "AccessDeniedException"),
	"ConflictException":             Refuse(http.StatusBadRequest, "ConflictException"),
	"InternalServerException":       Refuse(http.StatusInternalServerError, "InternalServerException"),
	"ResourceNotFoundException":     Refuse(http.StatusBadRequest, "ResourceNotFoundException"),
	"ServiceQuotaExceededException": Refuse(http.StatusBadRequest, "ServiceQuotaExceededException"),
	"ThrottlingException":           Throttle,
	"ValidationException":           Refuse(http.StatusBadRequest, "ValidationException"),

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

// controls are the actions of control requests.
var controls = map[string]func(Region, instruction) (deploymentID string, err error){
	"deploy": func(r Region, i instruction) (string, error) { return r.Deploy(i.Component) },
	"finish": func(r Region, i instruction) (string, error) { return "", r.Finish(i.Component, i.Status, i.Message) },
	"remove": func(r Region, i instruction) (string, error) { return "", r.Remove(i.Component) },
	"inject": func(r Region, i instruction) (string, error) { return "", r.server.injectNamed(i) },
	"reset":  func(r Region, _ instruction) (string, error) { r.server.Reset(); return "", nil },
}

// Control returns a handler for clients in other processes. POST requests with JSON to ControlPath+"deploy", "finish",
// "remove", "inject" and "reset" do what the methods of [Region], [Server.Inject] and [Server.Reset] do. GET requests to
// ControlPath return what [Server.Pending] returns. A POST request needs the content type application/json, which a browser
// does not send to another site without a preflight request.
func (s *Server) Control() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := Call{Time: s.now(), Operation: r.URL.Path, UserAgent: r.UserAgent()}
		out, err := s.control(w, r, &call)
		status := http.StatusOK
		if err != nil {
			out, status = map[string]any{"error": err.Error()}, http.StatusBadRequest
			if e, ok := errors.AsType[*apiError](err); ok {
				out["error"], status = e.message, e.status
			}
		}
		w.Header().Set("Content-Type", "application/json")
		call.Seen.Status = status
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(out) // an error means that the client has disconnected
		s.log(call)
	})
}

func (s *Server) control(w http.ResponseWriter, r *http.Request, call *Call) (map[string]any, error) {
	name := strings.TrimPrefix(r.URL.Path, ControlPath)
	action, known := controls[name]
	switch {
	case name == "" && r.Method == http.MethodGet:
		return map[string]any{"faults": s.Pending()}, nil
	case name != "" && !known:
		return nil, wrongPath("unknown action %q, use one of %v", name, slices.Sorted(maps.Keys(controls)))
	case !known || r.Method != http.MethodPost:
		return nil, wrongMethod("use GET %s to list what is pending, or POST with one of %v", ControlPath, slices.Sorted(maps.Keys(controls)))
	}
	i, err := readInstruction(w, r)
	if err != nil {
		return nil, err
	}
	call.Component, call.Region = i.Component, cmp.Or(i.Region, s.name)
	out := map[string]any{}
	id, err := action(s.In(call.Region), i)
	if id != "" {
		out["deploymentId"] = id
	}
	return out, err
}

func readInstruction(w http.ResponseWriter, r *http.Request) (i instruction, err error) {
	if !hasMediaType(r, "application/json") {
		return i, errors.New("the content type must be application/json")
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(&i); err != nil && !errors.Is(err, io.EOF) { // reset needs no body
		return i, err
	}
	if known := i.Status.Values(); i.Status != "" && !slices.Contains(known, i.Status) {
		return i, fmt.Errorf("unknown status %q, use one of %v", i.Status, known)
	}
	return i, nil
}

func (s *Server) injectNamed(i instruction) error {
	times, fault := cmp.Or(i.Times, 1), namedFaults[i.Fault]
	switch {
	case operations[i.Operation] == nil:
		return fmt.Errorf("unknown operation %q, use one of %v", i.Operation, Operations())
	case times < 1 || times > 10_000:
		return errors.New("times must be between 1 and 10000")
	case fault == nil:
		return fmt.Errorf("unknown fault %q, use one of %v", i.Fault, slices.Sorted(maps.Keys(namedFaults)))
	}
	s.inject(Pending{i.Operation, i.Fault, times, fault})
	return nil
}
