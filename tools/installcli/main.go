// Installcli installs Terraform into the folder that its only argument names, unless it is already there, and prints its path.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
)

// terraform is the version to install. Keep it equal to the newest release in the test matrix.
var terraform = version.Must(version.NewVersion("1.14.9"))

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: installcli FOLDER")
	}
	path, err := install(context.Background(), os.Args[1])
	if err != nil {
		log.Fatalf("no Terraform or OpenTofu CLI on PATH, and none could be installed: %s", err)
	}
	fmt.Println(path)
}

func install(ctx context.Context, folder string) (string, error) {
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
