variable "proxy" {
  description = "URL of the proxy, with the user name and password that it requires."
  type        = string
  sensitive   = true
}

variable "certificates" {
  description = "File with the certificates to trust, in PEM format."
  type        = string
}

provider "proton" {
  region           = "us-east-1"
  https_proxy      = var.proxy
  no_proxy         = "localhost,10.0.0.0/8"
  custom_ca_bundle = var.certificates
}
