variable "account" {
  description = "ID of the account whose deployment is cancelled."
  type        = string
}

provider "proton" {
  region              = "us-east-1"
  allowed_account_ids = [var.account]

  assume_role {
    role_arn     = "arn:aws:iam::${var.account}:role/deployer"
    session_name = "incident"
  }
}
