package provider_test

import (
	"os"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

func TestMain(m *testing.M) {
	if os.Getenv(reportVariable) != "" {
		os.Exit(m.Run())
	}
	acctest.Main(m)
}
