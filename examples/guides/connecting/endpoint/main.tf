variable "proton_endpoint" {
  description = "URL at which a Proton API answers."
  type        = string
}

provider "proton" {
  region                  = "us-east-1"
  access_key              = "any"
  secret_key              = "words"
  skip_metadata_api_check = true

  endpoints {
    proton = var.proton_endpoint
  }
}
