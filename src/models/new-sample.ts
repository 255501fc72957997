import { createCustomer } from './customers.ts';
import { type Deployed, type DeploymentTools, deployInstance } from './deployments.ts';
import { createIntegration } from './integrations.ts';
import { setSampleFacts } from './sample.ts';
import { sampleDefinition } from './sample-definition.ts';
import { publishVersion } from './versions.ts';

/** Makes the sample that an empty installation begins with. @returns its deployment, with the runs to wake */
export async function installSample(tools: DeploymentTools): Promise<Deployed> {
  const facts = await tools.store.write(async (tx) => {
    const made = await createIntegration(tx, sampleDefinition());
    await publishVersion(tx, made.id, 'The sample that comes with Stepwell');
    const fields = { name: 'Sample Customer', externalId: 'sample', description: '', labels: [], limits: {} };
    const customer = await createCustomer(tx, fields);
    const facts = { integrationId: made.id, customerId: customer.id };
    await setSampleFacts(tx, facts);
    return facts;
  });
  return await deployInstance(tools, { ...facts, configVariables: {} });
}
