variable "token_file" {
  description = "File with the token that the pipeline issues for this run."
  type        = string
}

provider "proton" {
  region = "us-east-1"

  assume_role_with_web_identity {
    role_arn                = "arn:aws:iam::123456789012:role/pipeline"
    session_name            = "incident"
    web_identity_token_file = var.token_file
  }
}
