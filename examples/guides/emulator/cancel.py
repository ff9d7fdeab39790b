import boto3

proton = boto3.client("proton")
proton.cancel_component_deployment(componentName="api")
print(proton.get_component(name="api")["component"]["deploymentStatus"])
