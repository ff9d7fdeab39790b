package provider

import "github.com/hashicorp/terraform-plugin-go/tfprotov6"

// Wrap returns the server of NewServer with another one in place of the framework's.
func Wrap(framework tfprotov6.ProviderServerWithActions) tfprotov6.ProviderServerWithActions { //nolint:staticcheck // as in NewServer
	return &server{ProviderServerWithActions: framework}
}
