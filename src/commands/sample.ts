import type { Engine } from '../engine/engine.ts';
import { createCustomer } from '../models/customers.ts';
import { type DeploymentTools, deployInstance } from '../models/deployments.ts';
import { createIntegration } from '../models/integrations.ts';
import { findSample, sampleCurl, setSampleFacts } from '../models/sample.ts';
import { sampleDefinition } from '../models/sample-definition.ts';
import { publishVersion } from '../models/versions.ts';

/** The sample that an empty installation begins with, and the line that calls it. */
export type Sample = { curl: string };

export async function installSample(
  tools: DeploymentTools,
  engine: Pick<Engine, 'wake' | 'heed'>,
  url: string,
): Promise<Sample> {
  const { integration, customer } = await tools.store.write(async (tx) => {
    const made = await createIntegration(tx, sampleDefinition());
    await publishVersion(tx, made.id, 'The sample that comes with Stepwell');
    const fields = { name: 'Sample Customer', externalId: 'sample', description: '', labels: [], limits: {} };
    const customer = await createCustomer(tx, fields);
    await setSampleFacts(tx, { integrationId: made.id, customerId: customer.id });
    return { integration: made, customer };
  });
  const wanted = { integrationId: integration.id, customerId: customer.id, configVariables: {} };
  const { instance, queued } = await deployInstance(tools, wanted);
  for (const run of queued) engine.wake(run);
  engine.heed([instance.id]);
  const sample = await findSample(tools);
  if (!sample) throw new Error('The sample has no address.');
  return { curl: sampleCurl(url, sample.endpointId) };
}
