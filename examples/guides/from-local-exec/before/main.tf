resource "terraform_data" "cancel" {
  triggers_replace = ["4711"]

  provisioner "local-exec" {
    command = "aws proton cancel-component-deployment --component-name api"
  }
}
