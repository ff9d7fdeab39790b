"""Calls the emulator with boto3, its waiters and its paginators, in two regions, and checks every response against
botocore's model of the service. Exits with 0 if all checks pass."""

import datetime
import json
import re

import boto3
import botocore.exceptions

POLL = {"Delay": 0.05, "MaxAttempts": 200}
checked = set()


def check(shape, value, place):
    """Checks the JSON of a response against a shape, more strictly than botocore's parser, which ignores unknown
    members."""
    kind = shape.type_name
    if kind == "structure":
        assert isinstance(value, dict), f"{place} is not a structure: {value!r}"
        assert not shape.is_tagged_union or len(value) == 1, f"{place} has not one member: {value!r}"
        missing = set(shape.required_members) - value.keys()
        unknown = value.keys() - shape.members.keys()
        assert not missing and not unknown, f"{place} lacks {missing} and has {unknown}"
        for name, member in value.items():
            check(shape.members[name], member, f"{place}.{name}")
    elif kind == "list":
        assert isinstance(value, list), f"{place} is not a list: {value!r}"
        for i, member in enumerate(value):
            check(shape.member, member, f"{place}[{i}]")
    elif kind == "timestamp":
        assert isinstance(value, (int, float)) and not isinstance(value, bool), f"{place} is not a time: {value!r}"
    elif kind == "string":
        assert isinstance(value, str), f"{place} is not a string: {value!r}"
        limits = shape.metadata
        assert limits.get("min", 0) <= len(value) <= limits.get("max", len(value)), f"{place} is too short or long"
        assert not shape.enum or value in shape.enum, f"{place} is none of {shape.enum}: {value!r}"
        if "pattern" in limits:
            assert re.search(limits["pattern"], value), f"{place} does not match {limits['pattern']}: {value!r}"
    else:
        raise AssertionError(f"{place} is a {kind}, which no response of components has")


def check_response(http_response, model, **_):
    body = json.loads(http_response.content)
    if http_response.status_code == 200:
        check(model.output_shape, body, model.name)
        checked.add(model.name)
        return
    code = body.pop("__type")
    shape = next((s for s in model.error_shapes if s.name == code), None)
    assert shape, f"{model.name} does not have the error {code}"
    check(shape, body, code)
    checked.add(code)


def client(region):
    made = boto3.client("proton", region_name=region)
    made.meta.events.register("after-call.proton", check_response)
    return made


def status(response):
    component = response["component"]
    assert isinstance(component["createdAt"], datetime.datetime), component
    return component["deploymentStatus"]


def expect_error(kind, call, **arguments):
    try:
        call(**arguments)
    except kind as error:
        assert error.response["Error"]["Message"], error.response
        assert error.response["ResponseMetadata"]["RequestId"], error.response
    else:
        raise AssertionError(f"no {kind.__name__} for {arguments}")


def expect_wait_to_fail(proton, waiter, name):
    try:
        proton.get_waiter(waiter).wait(name=name, WaiterConfig=POLL)
    except botocore.exceptions.WaiterError as error:
        assert "terminal failure state" in str(error), error
    else:
        raise AssertionError(f"{waiter} takes {name} for a success")


def names(proton, **filters):
    pages = proton.get_paginator("list_components").paginate(PaginationConfig={"PageSize": 1}, **filters)
    return [component["name"] for page in pages for component in page["components"]]


ireland, oregon = client("eu-west-1"), client("us-west-2")
new = {
    "name": "api", "manifest": "m", "templateFile": "t", "serviceName": "shop", "serviceInstanceName": "shop-prod",
    "serviceSpec": "s", "description": "d", "tags": [{"key": "k", "value": "v"}], "clientToken": "one",
}
assert status(ireland.create_component(**new)) == "IN_PROGRESS"
assert status(ireland.create_component(**new)) == "IN_PROGRESS"
expect_error(ireland.exceptions.ConflictException, ireland.create_component, **{**new, "clientToken": "two"})

# The other region does not have it, and may have a component with the same name.
expect_error(oregon.exceptions.ResourceNotFoundException, oregon.get_component, name="api")
expect_error(oregon.exceptions.ResourceNotFoundException, oregon.cancel_component_deployment, componentName="api")
assert status(oregon.create_component(**new)) == "IN_PROGRESS"
assert status(oregon.cancel_component_deployment(componentName="api")) == "CANCELLING"
assert status(ireland.get_component(name="api")) in ("IN_PROGRESS", "SUCCEEDED")
assert names(oregon) == ["api"], names(oregon)
ireland.get_waiter("component_deployed").wait(name="api", WaiterConfig=POLL)
assert status(ireland.get_component(name="api")) == "SUCCEEDED"
assert status(oregon.get_component(name="api")) == "CANCELLED"

assert status(ireland.update_component(name="api", deploymentType="CURRENT_VERSION")) == "IN_PROGRESS"
assert status(ireland.cancel_component_deployment(componentName="api")) == "CANCELLING"
assert status(ireland.get_component(name="api")) == "CANCELLED"
cancel = ireland.cancel_component_deployment
expect_error(ireland.exceptions.ConflictException, cancel, componentName="api")
expect_error(ireland.exceptions.ResourceNotFoundException, cancel, componentName="nobody")
expect_error(ireland.exceptions.ValidationException, cancel, componentName="-x")

assert names(ireland) == ["api", "broken", "stuck"], names(ireland)
assert names(ireland, serviceName="shop") == ["api"], names(ireland, serviceName="shop")

history = [
    deployment
    for page in ireland.get_paginator("list_deployments").paginate(componentName="api", PaginationConfig={"PageSize": 1})
    for deployment in page["deployments"]
]
assert [deployment["deploymentStatus"] for deployment in history] == ["CANCELLED", "SUCCEEDED"], history
newest = ireland.get_deployment(id=history[0]["id"], componentName="api")["deployment"]
assert newest["completedAt"] > newest["createdAt"], newest
assert newest["targetState"] == {
    "component": {"serviceName": "shop", "serviceInstanceName": "shop-prod", "serviceSpec": "s", "templateFile": "t"}
}, newest
expect_error(oregon.exceptions.ResourceNotFoundException, oregon.get_deployment, id=history[0]["id"], componentName="api")
expect_error(ireland.exceptions.ResourceNotFoundException, ireland.list_deployments, componentName="nobody")
expect_error(ireland.exceptions.ValidationException, ireland.get_deployment, id="1")

detached = ireland.update_component(name="api", deploymentType="CURRENT_VERSION", serviceName="", serviceInstanceName="")
assert status(detached) == "IN_PROGRESS"
ireland.get_waiter("component_deployed").wait(name="api", WaiterConfig=POLL)
assert status(ireland.delete_component(name="api")) == "DELETE_IN_PROGRESS"
ireland.get_waiter("component_deleted").wait(name="api", WaiterConfig=POLL)
assert status(oregon.get_component(name="api")) == "CANCELLED"
expect_wait_to_fail(ireland, "component_deployed", "broken")
expect_wait_to_fail(ireland, "component_deleted", "stuck")

print("checked against the model:", " ".join(sorted(checked)))
