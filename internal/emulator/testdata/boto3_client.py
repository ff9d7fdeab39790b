"""Drives the emulator with boto3 and its waiters; exits 0 if all is as with the service."""

import datetime

import boto3
import botocore.exceptions

proton = boto3.client("proton")
POLL = {"Delay": 0.05, "MaxAttempts": 200}


def status(answer):
    component = answer["component"]
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


def expect_wait_to_fail(waiter, name):
    try:
        proton.get_waiter(waiter).wait(name=name, WaiterConfig=POLL)
    except botocore.exceptions.WaiterError as error:
        assert "terminal failure state" in str(error), error
    else:
        raise AssertionError(f"{waiter} takes {name} for a success")


new = {"name": "api", "manifest": "m", "templateFile": "t", "environmentName": "prod", "clientToken": "one"}
assert status(proton.create_component(**new)) == "IN_PROGRESS"
assert status(proton.create_component(**new)) == "IN_PROGRESS"
expect_error(proton.exceptions.ConflictException, proton.create_component, **{**new, "clientToken": "two"})
proton.get_waiter("component_deployed").wait(name="api", WaiterConfig=POLL)
assert status(proton.get_component(name="api")) == "SUCCEEDED"

assert status(proton.update_component(name="api", deploymentType="CURRENT_VERSION")) == "IN_PROGRESS"
assert status(proton.cancel_component_deployment(componentName="api")) == "CANCELLING"
assert status(proton.get_component(name="api")) == "CANCELLED"
cancel = proton.cancel_component_deployment
expect_error(proton.exceptions.ConflictException, cancel, componentName="api")
expect_error(proton.exceptions.ResourceNotFoundException, cancel, componentName="nobody")
expect_error(proton.exceptions.ValidationException, cancel, componentName="-x")

pages = proton.get_paginator("list_components").paginate(PaginationConfig={"PageSize": 1})
names = [component["name"] for page in pages for component in page["components"]]
assert names == ["api", "broken", "stuck"], names

assert status(proton.delete_component(name="api")) == "DELETE_IN_PROGRESS"
proton.get_waiter("component_deleted").wait(name="api", WaiterConfig=POLL)
expect_wait_to_fail("component_deployed", "broken")
expect_wait_to_fail("component_deleted", "stuck")
