import type { ConfigVar } from '../../src/definition/document/schema.ts';
import { deployInstance } from '../../src/models/deployments.ts';
import { call, type Desk, openDesk } from '../support/app.ts';
import { configured, customerNamed, published, publishedNext } from '../support/records.ts';
import { visitorAs } from '../support/visitor.ts';
import { get, timed } from './timed.ts';

export const INSTANCES = 10_000;
export const VARIABLES = 40;
const CUSTOMERS = 100;

export type InstanceTimes = { list: number[]; tab: number[]; plan: number[]; wizard: number[] };

/** Milliseconds of the pages of an integration with very many instances, of planning to upgrade all, and of a long page of the wizard. */
export async function measureInstances(): Promise<InstanceTimes> {
  const desk = openDesk();
  try {
    const { token } = await visitorAs(desk, 'owner');
    const { integration, instance } = await deployMany(desk);
    const list = await timed(() => get(desk, token, '/instances'));
    const tab = await timed(() => get(desk, token, `/integrations/${integration}/instances`));
    const wizard = await timed(() => get(desk, token, `/instances/${instance}/answers/1`));
    const plan = await timed(async () => {
      const wanted = { version: 2, dryRun: true };
      const answer = await call(desk.app, 'PUT', `/integrations/${integration}/instance-upgrades`, wanted);
      if (answer.status !== 200) throw new Error(`A plan was answered with ${answer.status}.`);
    }, 10);
    return { list, tab, plan, wizard };
  } finally {
    await desk.close();
  }
}

const variables: ConfigVar[] = Array.from({ length: VARIABLES }, (_, number) => ({
  key: `Value ${number}`,
  dataType: 'string',
  defaultValue: 'x',
}));

/** The second version asks all of them for what only they know. */
async function deployMany({ deps }: Desk): Promise<{ integration: string; instance: string }> {
  const { store } = deps;
  const { id: integrationId } = await published(store, configured(variables));
  let instance = '';
  for (let number = 0; number < CUSTOMERS; number++) {
    const { id: customerId } = await customerNamed(store, `Customer ${number}`);
    for (let each = 0; each < INSTANCES / CUSTOMERS; each++) {
      const wanted = { integrationId, customerId, configVariables: {} };
      instance = (await deployInstance(deps, wanted)).instance.id;
    }
  }
  await publishedNext(store, integrationId, configured([...variables, { key: 'Asked', dataType: 'string' }]));
  return { integration: integrationId, instance };
}
