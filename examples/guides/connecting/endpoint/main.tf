variable "proton_endpoint" {
  description = "URL of an endpoint that serves the Proton API."
  type        = string
}

provider "proton" {
  region                  = "us-east-1"
  access_key              = "non-empty"
  secret_key              = "non-empty"
  skip_metadata_api_check = true

  endpoints {
    proton = var.proton_endpoint
  }
}
