// Findcli prints the path of a CLI to run the provider with: terraform from PATH, or else tofu from PATH, or else a Terraform
// that it installs into the folder that its only argument names.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
)

// terraform is the version to install if there is no CLI. Keep it equal to the newest release in the test matrix.
var terraform = version.Must(version.NewVersion("1.14.9"))

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: findcli FOLDER")
	}
	path, err := find(context.Background(), os.Args[1])
	if err != nil {
		log.Fatalf("no Terraform or OpenTofu CLI on PATH, and none could be installed: %s", err)
	}
	fmt.Println(path)
}

func find(ctx context.Context, folder string) (string, error) {
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return filepath.Abs(path)
		}
	}
	installed := filepath.Join(folder, product.Terraform.BinaryName())
	if _, err := os.Stat(installed); err == nil {
		return installed, nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	log.Printf("No terraform or tofu on PATH: installing Terraform %s into %s", terraform, folder)
	release := &releases.ExactVersion{Product: product.Terraform, Version: terraform, InstallDir: folder}
	return release.Install(ctx)
}
