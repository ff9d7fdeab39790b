variable "external_id" {
  description = "External ID that the partner's role requires."
  type        = string
  sensitive   = true
}

provider "proton" {
  region = "us-east-1"

  assume_role {
    role_arn = "arn:aws:iam::123456789012:role/hub"
  }

  assume_role {
    role_arn    = "arn:aws:iam::210987654321:role/deployer"
    external_id = var.external_id
    duration    = "1h"
  }
}
