package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

var update = flag.Bool("update", false, "replace the screenshot in the guide")

const screenshot = "../../docs/images/emulator.png"

// browser is a tab of a real browser.
type browser struct{ context.Context } //nolint:containedctx // chromedp keeps a tab in its context

// newBrowser skips the test if there is no browser. rules are those of --host-resolver-rules.
func newBrowser(t *testing.T, rules string) browser {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium or Chrome on PATH")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.DisableGPU, chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("host-resolver-rules", rules))
	if os.Getuid() == 0 { // the sandbox does not work for root
		options = append(options, chromedp.NoSandbox)
	}
	ctx, end := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(end)
	ctx, end = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(end)
	ctx, end = chromedp.NewContext(ctx)
	t.Cleanup(end)
	return browser{ctx}
}

func (b browser) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b, steps...); err != nil {
		t.Fatal(err)
	}
}

// media makes the tab prefer a color scheme.
func (b browser) media(t *testing.T, scheme string) {
	t.Helper()
	b.do(t, func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return chromedp.Void{}, err
	})
}

func evaluate[T any](t *testing.T, b browser, expression string) T {
	t.Helper()
	value, err := chromedp.Run(b, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// await waits until the page, which refreshes itself, has the text in an element.
func (b browser) await(t *testing.T, selector, text string) {
	t.Helper()
	var got string
	for b.Err() == nil {
		// It fails while the page is being loaded.
		got, _ = chromedp.Run(b, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q)?.innerText ?? "nothing"`, selector)))
		if strings.Contains(got, text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s does not show %q, but %s", selector, text, got)
}

// shoot takes a picture of the page. With -artifacts it is kept.
func (b browser) shoot(t *testing.T, name string) []byte {
	t.Helper()
	picture, err := chromedp.Run(b, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(t.ArtifactDir(), name), picture, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// pageClock changes only by Advance.
type pageClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *pageClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *pageClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// serve starts an emulator behind a real HTTP server.
func serve(t *testing.T, clock *pageClock, args ...string) (url string, handler http.Handler) {
	t.Helper()
	o, err := parse(args)
	if err != nil {
		t.Fatal(err)
	}
	e, err := newEndpoint(o, process{stderr: t.Output()}, emulator.WithClock(clock.Now))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e.server.Handler)
	t.Cleanup(server.Close)
	return server.URL, e.server.Handler
}

// TestPage cancels a deployment by the API while a real browser shows the page: nothing but the page's own refresh changes what
// it shows.
func TestPage(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, "")
	clock := &pageClock{now: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)}
	url, h := serve(t, clock, "-control", "-component", "api,environment=prod,service=shop,instance=shop-prod",
		"-component", "search,environment=prod,status=SUCCEEDED", "-component", "worker,environment=staging,status=FAILED",
		"-component", "reports,environment=prod,region=eu-west-1,status=CANCELLED")
	control := func(action, body string) {
		t.Helper()
		if status, text := request(t, h, http.MethodPost, "/control/"+action, body, "Content-Type: application/json"); status != http.StatusOK {
			t.Fatalf("%s: got %d %s", action, status, text)
		}
	}
	control("finish", `{"component": "worker", "status": "FAILED", "message": "The stack is in ROLLBACK_COMPLETE."}`)

	b.media(t, "light")
	b.do(t, chromedp.EmulateViewport(1200, 600), chromedp.Navigate(url))
	const row = "#components tbody tr:nth-child(2)" // after the component in eu-west-1
	b.await(t, row, "IN_PROGRESS")
	for _, text := range []string{"api", "us-east-1", "prod", "shop-prod", "2026-03-02 09:30:00"} {
		b.await(t, row, text)
	}
	b.await(t, "main", "There was no request.")
	b.await(t, "pre", "export AWS_ENDPOINT_URL_PROTON='"+url+"'")

	clock.Advance(90 * time.Second)
	call(t, h, "CancelComponentDeployment", `{"componentName": "api"}`)
	call(t, h, "CancelComponentDeployment", `{"componentName": "api"}`)
	b.await(t, row, "CANCELLING")
	b.await(t, row, "2026-03-02 09:31:30")
	b.await(t, "#requests tbody tr:nth-child(1)", "400 ConflictException")
	b.await(t, "#requests tbody tr:nth-child(2)", "CancelComponentDeployment")
	b.await(t, "#requests tbody tr:nth-child(2)", "200")
	control("inject", `{"operation": "GetComponent", "fault": "drop-after", "times": 2}`)
	b.await(t, "#faults", "drop-after")
	picture := b.shoot(t, "light.png")
	if *update {
		if err := os.WriteFile(screenshot, picture, 0o600); err != nil {
			t.Fatal(err)
		}
	}

	clock.Advance(2 * time.Second)
	b.await(t, row, "CANCELLED")
	control("deploy", `{"component": "api"}`)
	b.await(t, row, "IN_PROGRESS")
	b.await(t, row+" li", "CANCELLED")
	control("reset", "")
	b.await(t, "main", "There was no request.")
	b.await(t, "main", "There is none.")
}

// TestPageLooks shows that the style applies under the page's policy, in the dark and on a phone too.
func TestPageLooks(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, "")
	clock := &pageClock{now: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)}
	var args []string
	for _, status := range []string{
		"IN_PROGRESS", "SUCCEEDED", "FAILED", "CANCELLING", "CANCELLED", "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE",
	} {
		args = append(args, "-component", strings.Repeat(strings.ReplaceAll(status, "_", "-")+"-", 4)+"x="+status)
	}
	url, h := serve(t, clock, append(args, "-component", "api", "-control")...)
	for range 7 {
		request(t, h, http.MethodPost, "/control/deploy", `{"component": "api"}`, "Content-Type: application/json")
	}
	call(t, h, "<script>document.title='hacked'</script>"+strings.Repeat("x", 300), "{}")
	request(t, h, http.MethodPost, "/control/finish", `{"component": "api", "status": "FAILED", "message": "<img src=x onerror=\"document.title='hacked'\">"}`,
		"Content-Type: application/json")

	b.media(t, "light")
	b.do(t, chromedp.EmulateViewport(1200, 800), chromedp.Navigate(url+"/?paused"))
	light := evaluate[string](t, b, `getComputedStyle(document.body).backgroundColor`)
	if got := evaluate[string](t, b, `getComputedStyle(document.querySelector("table")).borderRadius`); got != "8px" {
		t.Errorf("the style does not apply: %s", got)
	}
	b.shoot(t, "all-light.png")
	b.media(t, "dark")
	if dark := evaluate[string](t, b, `getComputedStyle(document.body).backgroundColor`); dark == light {
		t.Errorf("it is %s in the dark, too", dark)
	}
	b.shoot(t, "all-dark.png")
	b.do(t, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), chromedp.Navigate(url+"/?paused"))
	if got := evaluate[int](t, b, `document.documentElement.scrollWidth`); got > 390 {
		t.Errorf("on a phone it is %d wide", got)
	}
	b.shoot(t, "phone.png")

	// Each status has a look of its own, beside its color.
	looks := evaluate[[]string](t, b, `[...new Set([...document.querySelectorAll("td > span > .status")].map(e => {
		const s = getComputedStyle(e); return e.innerText + " " + s.borderStyle + s.borderRadius; }))].sort()`)
	if len(looks) < 8 {
		t.Errorf("got %q", looks)
	}
	if got := evaluate[string](t, b, `document.title + document.scripts.length + document.images.length`); got != "proton-emulator00" {
		t.Errorf("the page runs what a client sent: %s", got)
	}
	b.await(t, "#requests", "<script>")
	b.await(t, "#components", "<img src=x")
	b.await(t, "#components", "and 3 older")
}

// TestPageOfAnotherSite has a page of another site in a real browser, whose name resolves to the emulator's address.
func TestPageOfAnotherSite(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, "MAP rebound.example 127.0.0.1, MAP proton 127.0.0.1")
	clock := &pageClock{now: time.Now()}
	url, h := serve(t, clock, "-control", "-component", "api", "-host", "proton")
	_, port, _ := strings.Cut(strings.TrimPrefix(url, "http://"), ":")
	attacker := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<p>attacker")
	}))
	t.Cleanup(attacker.Close)
	const deploy = `fetch(%q, {method: "POST", mode: %q, headers: {"Content-Type": "application/json"}, body: '{"component": "api"}'})
		.then(r => "" + r.status, e => "no response")`
	fetch := func(address, mode string) string {
		t.Helper()
		got, err := chromedp.Run(b, chromedp.Evaluate[string](fmt.Sprintf(deploy, address, mode), chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}

	b.do(t, chromedp.Navigate("http://rebound.example:"+port+"/"))
	b.await(t, "body", "UnknownHostException")
	if got := fetch("/control/deploy", "cors"); got != "403" {
		t.Errorf("a page with its own name got %s", got)
	}
	b.do(t, chromedp.Navigate(attacker.URL))
	for _, mode := range []string{"cors", "no-cors"} {
		if got := fetch(url+"/control/deploy", mode); got != "no response" && got != "0" {
			t.Errorf("%s: another site got %s", mode, got)
		}
	}
	if got := call(t, h, "ListDeployments", `{}`); strings.Count(got, `"id"`) != 1 {
		t.Errorf("another site deployed: %s", got)
	}
	b.do(t, chromedp.Navigate("http://proton:"+port+"/"))
	b.await(t, "#components", "api")
	if got := fetch("/control/deploy", "cors"); got != "no response" {
		t.Errorf("the policy of the emulator's own page allows a request: %s", got)
	}
}

// TestPageHeaders needs no browser.
func TestPageHeaders(t *testing.T) {
	t.Parallel()
	h, _ := newHandler(t, nil, "-component", "api")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Host = "[::1]:4600"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
		"Cache-Control": "no-store",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q", name, got)
		}
	}
	policy := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("got the policy %s, want %s", policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(w.Body.String(), "<script") {
		t.Errorf("got the policy %s", policy)
	}
	for _, want := range []string{"http-equiv=\"refresh\"", "export AWS_ENDPOINT_URL_PROTON=&#39;http://[::1]:4600&#39;", "NO_PROXY=&#39;::1,[::1]&#39;"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	if _, paused := request(t, h, http.MethodGet, "/?paused", ""); strings.Contains(paused, "http-equiv=\"refresh\"") {
		t.Error("it refreshes although that was stopped")
	}
	if status, _ := request(t, h, http.MethodGet, "/index.html", ""); status != http.StatusNotFound {
		t.Errorf("another path: got %d", status)
	}
}
