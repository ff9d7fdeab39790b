// Calls the emulator with the AWS SDK for JavaScript v3, its waiters and its paginators. Exits with 0 if all checks pass.
const assert = require("node:assert");
const {
  ProtonClient, CreateComponentCommand, GetComponentCommand, UpdateComponentCommand, DeleteComponentCommand, GetDeploymentCommand,
  CancelComponentDeploymentCommand, ConflictException, ResourceNotFoundException, ValidationException,
  paginateListComponents, paginateListDeployments, waitUntilComponentDeployed, waitUntilComponentDeleted,
} = require("@aws-sdk/client-proton");

const ireland = new ProtonClient({ region: "eu-west-1" });
const local = new ProtonClient({ region: "local" });
const poll = { client: ireland, minDelay: 0.05, maxDelay: 0.05, maxWaitTime: 30 };

async function status(client, command) {
  const { component } = await client.send(command);
  assert.ok(component.createdAt instanceof Date);
  return component.deploymentStatus;
}

async function all(pages, list) {
  const found = [];
  for await (const page of pages) {
    assert.ok(page[list].length <= 1);
    found.push(...page[list]);
  }
  return found;
}

async function main() {
  const api = { name: "api", manifest: "m", templateFile: "t", environmentName: "prod" };
  const get = new GetComponentCommand({ name: "api" });
  const cancel = new CancelComponentDeploymentCommand({ componentName: "api" });

  assert.equal(await status(ireland, new CreateComponentCommand(api)), "IN_PROGRESS");
  await assert.rejects(ireland.send(new CreateComponentCommand(api)), ConflictException);
  await assert.rejects(local.send(get), ResourceNotFoundException);
  assert.equal(await status(local, new CreateComponentCommand(api)), "IN_PROGRESS");
  assert.equal(await status(local, cancel), "CANCELLING");
  assert.equal((await waitUntilComponentDeployed(poll, { name: "api" })).state, "SUCCESS");
  assert.equal(await status(local, get), "CANCELLED");

  assert.equal(await status(ireland, new UpdateComponentCommand({ name: "api", deploymentType: "CURRENT_VERSION" })), "IN_PROGRESS");
  assert.equal(await status(ireland, cancel), "CANCELLING");
  assert.equal(await status(ireland, get), "CANCELLED");
  await assert.rejects(ireland.send(cancel), (error) => {
    assert.ok(error instanceof ConflictException && error.message && error.$metadata.requestId);
    return true;
  });
  await assert.rejects(ireland.send(new GetComponentCommand({ name: "-x" })), ValidationException);

  const history = await all(paginateListDeployments({ client: ireland, pageSize: 1 }, { componentName: "api" }), "deployments");
  assert.deepEqual(history.map((d) => d.deploymentStatus), ["CANCELLED", "SUCCEEDED"]);
  const { deployment } = await ireland.send(new GetDeploymentCommand({ id: history[0].id, componentName: "api" }));
  assert.deepEqual(deployment.targetState, { component: { templateFile: "t" } });
  assert.ok(deployment.completedAt > deployment.createdAt);

  await ireland.send(new CreateComponentCommand({ ...api, name: "web" }));
  const components = await all(paginateListComponents({ client: ireland, pageSize: 1 }, {}), "components");
  assert.deepEqual(components.map((c) => c.name), ["api", "web"]);

  assert.equal(await status(ireland, new DeleteComponentCommand({ name: "api" })), "DELETE_IN_PROGRESS");
  assert.equal((await waitUntilComponentDeleted(poll, { name: "api" })).state, "SUCCESS");
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
