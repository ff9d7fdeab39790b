provider "proton" {
  profile = "incident"
}
