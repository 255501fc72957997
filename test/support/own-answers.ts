/** What one of a customer's people answers for themselves, without the pages. */

import { userVariables } from '../../src/models/config-variables.ts';
import type { DeploymentTools } from '../../src/models/deployments.ts';
import { getInstance } from '../../src/models/instances.ts';
import { applyOwnAnswers, saveOwnAnswers } from '../../src/models/own-answers.ts';
import { createOwn } from '../../src/models/own-connections.ts';
import { addSharedConnection } from '../../src/models/shared-connection-changes.ts';
import { getSharedConnection } from '../../src/models/shared-connections.ts';
import { type Viewer, viewerOf } from '../../src/models/viewer.ts';
import type { Deps } from '../../src/web/kit/deps.ts';

export type Someone = { id: string; customerId: string };

export function viewerOfPerson({ id, customerId }: Someone): Viewer {
  const scope = { kind: 'customer', customerId } as const;
  return viewerOf({ kind: 'user', id, role: 'customer_member', scope, name: '', email: '', session: '' });
}

/** An account that somebody has for all that they set up: the id of the connection. */
export async function ownAccount(
  { store, vault, catalog }: Pick<Deps, 'store' | 'vault' | 'catalog'>,
  owner: { userId: string; customerId: string },
): Promise<string> {
  const kind = { name: 'Calendar', component: 'http', connection: 'apiKey', scope: 'user' } as const;
  return await store.write(async (tx) => {
    const id = await addSharedConnection(tx, { vault, catalog }, { ...kind, inputs: {} });
    const shared = await getSharedConnection(tx, vault, id);
    return await createOwn(tx, vault, owner, shared, { fields: { apiKey: 'own-key' } });
  });
}

/** They are kept until the wizard is finished. */
export async function answer(
  tools: DeploymentTools,
  person: Someone,
  instanceId: string,
  given: Record<string, unknown>,
): Promise<void> {
  const viewer = viewerOfPerson(person);
  const { integrationId, version } = await getInstance(tools.store.read, viewer, instanceId);
  const { configVars } = await tools.compiledVersions.get(tools.store.read, integrationId, version);
  await saveOwnAnswers(tools, viewer, instanceId, { given, unset: [] }, userVariables(configVars));
}

/** They hold. */
export async function setUp(
  tools: DeploymentTools,
  person: Someone,
  instanceId: string,
  given: Record<string, unknown>,
): Promise<void> {
  await answer(tools, person, instanceId, given);
  await applyOwnAnswers(tools, viewerOfPerson(person), instanceId);
}
