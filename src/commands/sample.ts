import { importDefinition } from '../definition/import.ts';
import type { Engine } from '../engine/engine.ts';
import { createCustomer } from '../models/customers.ts';
import { type DeploymentTools, deployInstance } from '../models/deployments.ts';
import { listEndpoints } from '../models/endpoints.ts';
import { createIntegration } from '../models/integrations.ts';
import { publishVersion } from '../models/versions.ts';
import text from './sample.yaml' with { type: 'text' };

/** The sample that an empty installation begins with, and the line that calls it. */
export type Sample = { curl: string };

const BODY =
  '{"customer":"Ada","items":[{"sku":"A-1","quantity":2,"price":10},{"sku":"B-7","quantity":1,"price":95}]}';

export async function installSample(
  tools: DeploymentTools,
  engine: Pick<Engine, 'wake' | 'reschedule'>,
  url: string,
): Promise<Sample> {
  const imported = importDefinition(text);
  if (!imported.ok) throw new Error(`The sample is no definition: ${imported.problems[0]?.message}`);
  const { integration, customer } = await tools.store.write(async (tx) => {
    const made = await createIntegration(tx, imported.definition);
    await publishVersion(tx, made.id, 'The sample that comes with Stepwell');
    const fields = { name: 'Sample Customer', externalId: 'sample', description: '', labels: [], limits: {} };
    return { integration: made, customer: await createCustomer(tx, fields) };
  });
  const wanted = { integrationId: integration.id, customerId: customer.id, configVariables: {} };
  const { instance, compiled, queued } = await deployInstance(tools, wanted);
  for (const run of queued) engine.wake(run);
  engine.reschedule();
  const [flow] = compiled.flows;
  const endpoints = await listEndpoints(tools.store.read, integration.id, instance.id);
  const endpoint = endpoints.find((each) => each.flowKey === flow?.stableKey);
  return {
    curl: `curl -X POST ${url}/trigger/${endpoint?.id} -H 'content-type: application/json' -d '${BODY}'`,
  };
}
