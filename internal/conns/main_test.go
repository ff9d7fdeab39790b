package conns_test

import (
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }
