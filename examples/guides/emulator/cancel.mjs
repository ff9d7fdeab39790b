import { Proton } from "@aws-sdk/client-proton";

const proton = new Proton({});
await proton.cancelComponentDeployment({ componentName: "api" });
const { component } = await proton.getComponent({ name: "api" });
console.log(component.deploymentStatus);
