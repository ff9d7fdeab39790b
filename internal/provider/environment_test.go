package provider_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// keysInEnvironment are all variables that a block without arguments needs, except for an endpoint.
var keysInEnvironment = []string{"AWS_REGION=us-west-2", "AWS_ACCESS_KEY_ID=KEY-OF-ENV", "AWS_SECRET_ACCESS_KEY=s"}

// regionInEnvironment sets the region, and no credentials.
func regionInEnvironment(more ...string) []string {
	return append([]string{"AWS_REGION=us-west-2"}, more...)
}

func inEnvironment(more ...string) []string { return append(more, keysInEnvironment...) }

// environment shows the effect of variables on a block that does not set the same argument.
var environment = effects{
	"AWS_ENDPOINT_URL_PROTON": func(t *testing.T) {
		p, other := newProton(t), newFakeServer(t, http.NotFound)
		mustRead(t, block{}, inEnvironment("AWS_ENDPOINT_URL_PROTON="+p.URL, "AWS_ENDPOINT_URL="+other.URL)...)
		wantSignature(t, p.last(t), "KEY-OF-ENV", "us-west-2")
		wantEqual(t, "number of other requests", len(other.got()), 0)
	},
	"AWS_ENDPOINT_URL": func(t *testing.T) {
		both := newFakeServer(t, apiAndSTS(t))
		mustRead(t, block{"assume_role": list{{"role_arn": deployer}}}, inEnvironment("AWS_ENDPOINT_URL="+both.URL)...)
		wantSignature(t, both.first(t), "KEY-OF-ENV", "us-west-2")
		wantSignature(t, both.last(t), keyOf(deployer), "us-west-2")
	},
	"AWS_ENDPOINT_URL_STS": stsAt("AWS_ENDPOINT_URL_STS", "TF_AWS_STS_ENDPOINT", "AWS_STS_ENDPOINT", "AWS_ENDPOINT_URL"),
	"TF_AWS_STS_ENDPOINT":  stsAt("TF_AWS_STS_ENDPOINT", "AWS_STS_ENDPOINT", "AWS_ENDPOINT_URL"),
	"AWS_STS_ENDPOINT":     stsAt("AWS_STS_ENDPOINT", "AWS_ENDPOINT_URL"),
	"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": func(t *testing.T) {
		p, tunnel := newProton(t), newTunnel(t, nil)
		failRead(t, block{"max_retries": 1}, inEnvironment("AWS_ENDPOINT_URL_PROTON="+p.URL,
			"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true", "HTTPS_PROXY="+tunnel.URL)...)
		wantEqual(t, "host", tunnel.last(t).Host, "proton.us-west-2.amazonaws.com:443")
	},
	"AWS_DEFAULT_REGION": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, at(p.URL).with(block{"region": nil}), "AWS_DEFAULT_REGION=sa-east-1")
		wantSignature(t, p.last(t), "AKIDEXAMPLE", "sa-east-1")
	},
	"AWS_ACCESS_KEY_ID": func(t *testing.T) {
		imds, p := newIMDS(t), newProton(t)
		mustRead(t, onInstance(p, imds), keysInEnvironment...)
		wantSignature(t, p.last(t), "KEY-OF-ENV", "us-west-2")
		got := failRead(t, onInstance(p, imds), keysInEnvironment[1:]...)
		wantEqual(t, "summary", got.Summary, "Missing AWS region") // the instance's region is for its own credentials
		wantEqual(t, "number of requests to the instance", len(imds.got()), 0)
	},
	"AWS_SESSION_TOKEN": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, block{}, inEnvironment("AWS_ENDPOINT_URL_PROTON="+p.URL, "AWS_SESSION_TOKEN=session-token")...)
		wantEqual(t, "token", p.last(t).Header.Get("X-Amz-Security-Token"), "session-token")
	},
	"AWS_PROFILE": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, block{}, "AWS_ENDPOINT_URL_PROTON="+p.URL, "AWS_PROFILE=ci",
			"AWS_CONFIG_FILE="+file(t, sharedConfig), "AWS_SHARED_CREDENTIALS_FILE="+file(t, sharedCredentials))
		wantSignature(t, p.last(t), "AKIDCI", "eu-central-1")
	},
	"AWS_WEB_IDENTITY_TOKEN_FILE": func(t *testing.T) {
		variables := []string{"AWS_ROLE_ARN=" + deployer, "AWS_ROLE_SESSION_NAME=pod", "AWS_WEB_IDENTITY_TOKEN_FILE=" + file(t, "token-of-the-pod")}
		for _, b := range []block{{}, {"assume_role_with_web_identity": list{{"duration": "15m"}}}} {
			wantForm(t, askSTS(t, b, variables...), form{"RoleArn": deployer, "RoleSessionName": "pod", "WebIdentityToken": "token-of-the-pod"})
		}
	},
	"TF_AWS_WEB_IDENTITY_TOKEN": func(t *testing.T) {
		b := block{"assume_role_with_web_identity": list{{"role_arn": deployer}}}
		wantForm(t, askSTS(t, b, "TF_AWS_WEB_IDENTITY_TOKEN=token-of-the-run"), form{"RoleArn": deployer, "WebIdentityToken": "token-of-the-run"})
	},
	"AWS_CONTAINER_CREDENTIALS_FULL_URI": func(t *testing.T) {
		p := newProton(t)
		container := newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"AccessKeyId":"KEY-OF-TASK","SecretAccessKey":"s","Token":"t","Expiration":"2100-01-01T00:00:00Z"}`)
		})
		mustRead(t, block{}, regionInEnvironment("AWS_ENDPOINT_URL_PROTON="+p.URL,
			"AWS_CONTAINER_CREDENTIALS_FULL_URI="+container.URL+"/v2", "AWS_CONTAINER_AUTHORIZATION_TOKEN=of-the-task")...)
		wantEqual(t, "authorization", container.last(t).Header.Get("Authorization"), "of-the-task")
		wantSignature(t, p.last(t), "KEY-OF-TASK", "us-west-2")
	},
	"AWS_EC2_METADATA_SERVICE_ENDPOINT": func(t *testing.T) {
		imds, sts, p := newIMDS(t), newSTS(t), newProton(t)
		mustRead(t, block{"assume_role": list{{"role_arn": deployer}}}, "AWS_ENDPOINT_URL_PROTON="+p.URL,
			"AWS_ENDPOINT_URL_STS="+sts.URL, "AWS_EC2_METADATA_SERVICE_ENDPOINT="+imds.URL)
		wantSignature(t, sts.first(t), "KEY-OF-INSTANCE", "eu-west-2")
		wantSignature(t, p.last(t), keyOf(deployer), "eu-west-2")
	},
	"AWS_CA_BUNDLE": func(t *testing.T) {
		p := newTLSFakeServer(t, api(t))
		mustRead(t, at(p.URL), "AWS_CA_BUNDLE="+p.certificate(t))
	},
	"HTTP_PROXY": func(t *testing.T) {
		proxy := newProton(t)
		mustRead(t, at("http://proton.test"), "HTTP_PROXY="+proxy.URL)
		wantEqual(t, "host", proxy.last(t).Host, "proton.test")
	},
	"HTTPS_PROXY": func(t *testing.T) {
		p := newTLSFakeServer(t, api(t))
		tunnel := newTunnel(t, p)
		mustRead(t, at("https://example.com"), "HTTPS_PROXY="+tunnel.URL, "AWS_CA_BUNDLE="+p.certificate(t))
		wantEqual(t, "host", tunnel.last(t).Host, "example.com:443")
	},
	"NO_PROXY": func(t *testing.T) {
		p, proxy := newProton(t), newProton(t)
		mustRead(t, at(strings.Replace(p.URL, "127.0.0.1", "0.0.0.0", 1)), "HTTP_PROXY="+proxy.URL, "NO_PROXY=0.0.0.0")
		wantEqual(t, "number of requests to the proxy", len(proxy.got()), 0)
	},
	"AWS_MAX_ATTEMPTS": func(t *testing.T) {
		p := newFakeServer(t, overloaded)
		failRead(t, at(p.URL), "AWS_MAX_ATTEMPTS=1")
		wantEqual(t, "number of attempts", len(p.got()), 1)
	},
	"AWS_USE_FIPS_ENDPOINT": func(t *testing.T) {
		tunnel := newTunnel(t, nil)
		failRead(t, block{"max_retries": 1}, inEnvironment("AWS_USE_FIPS_ENDPOINT=true", "HTTPS_PROXY="+tunnel.URL)...)
		wantEqual(t, "host", tunnel.last(t).Host, "proton-fips.us-west-2.amazonaws.com:443")
	},
	"TF_APPEND_USER_AGENT": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, at(p.URL), "TF_APPEND_USER_AGENT=pipeline/7")
		if agent := p.last(t).Header.Get("User-Agent"); !strings.Contains(agent, " pipeline/7") {
			t.Errorf("got the user agent %q", agent)
		}
	},
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	for variable, check := range environment {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			check(t)
		})
	}
}

// askSTS reads with a role's keys, and returns the first request to STS.
func askSTS(t *testing.T, b block, variables ...string) url.Values {
	t.Helper()
	sts, p := newSTS(t), newProton(t)
	mustRead(t, b, regionInEnvironment(append(variables, "AWS_ENDPOINT_URL_PROTON="+p.URL, "AWS_ENDPOINT_URL_STS="+sts.URL)...)...)
	wantSignature(t, p.last(t), keyOf(deployer), "us-west-2")
	return sts.first(t).Form
}

// apiAndSTS is one endpoint for Proton and for STS.
func apiAndSTS(t *testing.T) http.HandlerFunc {
	t.Helper()
	proton := api(t)
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Target") != "" {
			proton(w, r)
			return
		}
		serveSTS(w, r)
	}
}

// stsAt shows that a variable sets the endpoint of STS, and has precedence over the others.
func stsAt(variable string, others ...string) func(*testing.T) {
	return func(t *testing.T) {
		sts, p, other := newSTS(t), newProton(t), newFakeServer(t, http.NotFound)
		variables := []string{"AWS_ENDPOINT_URL_PROTON=" + p.URL, variable + "=" + sts.URL}
		for _, name := range others {
			variables = append(variables, name+"="+other.URL)
		}
		mustRead(t, block{"assume_role": list{{"role_arn": deployer}}}, inEnvironment(variables...)...)
		wantSignature(t, p.last(t), keyOf(deployer), "us-west-2")
	}
}

// TestEndpoint_precedence removes one setting of Proton's endpoint after another, the one with precedence first.
func TestEndpoint_precedence(t *testing.T) {
	t.Parallel()
	inBlock, ofProton, ofAll, inServices, inProfile := newProton(t), newProton(t), newProton(t), newProton(t), newProton(t)
	profile := "[default]\nservices = local\nendpoint_url = " + inProfile.URL + "\n[services local]\nproton =\n  endpoint_url = " + inServices.URL + "\n"
	b := block{"endpoints": list{{"proton": inBlock.URL}}}
	variables := inEnvironment("AWS_CONFIG_FILE="+file(t, profile), "AWS_ENDPOINT_URL="+ofAll.URL, "AWS_ENDPOINT_URL_PROTON="+ofProton.URL)
	for _, step := range []struct {
		name   string
		server *fakeServer // that gets the request
		after  func()
	}{
		{"the block", inBlock, func() { b = block{} }},
		{"AWS_ENDPOINT_URL_PROTON", ofProton, func() { variables = without(variables, "AWS_ENDPOINT_URL_PROTON=") }},
		{"AWS_ENDPOINT_URL", ofAll, func() { variables = without(variables, "AWS_ENDPOINT_URL=") }},
		{"the profile's service", inServices, func() {
			config, _, _ := strings.Cut(profile, "[services")
			variables = append(variables, "AWS_CONFIG_FILE="+file(t, strings.Replace(config, "services = local\n", "", 1)))
		}},
		{"the profile", inProfile, func() {}},
	} {
		mustRead(t, b, variables...)
		wantEqual(t, "number of requests with "+step.name, len(step.server.got()), 1)
		step.after()
	}
}

func without(variables []string, prefix string) (rest []string) {
	for _, v := range variables {
		if !strings.HasPrefix(v, prefix) {
			rest = append(rest, v)
		}
	}
	return rest
}

// TestProfile has profiles with keys, with a role, and with a process.
func TestProfile(t *testing.T) {
	t.Parallel()
	sts, p := newSTS(t), newProton(t)
	config := file(t, `
[profile base]
aws_access_key_id     = KEY-OF-BASE
aws_secret_access_key = s
[profile role]
role_arn       = `+deployer+`
source_profile = base
[profile process]
credential_process = /bin/echo '{"Version":1,"AccessKeyId":"KEY-OF-PROCESS","SecretAccessKey":"s"}'
`)
	for profile, key := range map[string]string{"base": "KEY-OF-BASE", "role": keyOf(deployer), "process": "KEY-OF-PROCESS"} {
		mustRead(t, block{
			"region": "us-west-2", "profile": profile, "shared_config_files": []string{config},
			"endpoints": list{{"proton": p.URL, "sts": sts.URL}},
		})
		wantSignature(t, p.last(t), key, "us-west-2")
	}
}
