terraform {
  required_version = ">= 1.16.0"

  required_providers {
    proton = {
      source = "proton-deployments/proton"
    }
  }
}

provider "proton" {}
