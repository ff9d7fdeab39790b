terraform {
  required_providers {
    proton = {
      source = "proton-deployments/proton"
    }
  }
}

provider "proton" {}
