import type { IntegrationFacts } from '../../../../views/kit/integration-aside.tsx';
import { atMost } from '../../../lib/format.ts';
import { countAttachments } from '../../../models/attachments.ts';
import { countInstances } from '../../../models/instance-counts.ts';
import { categoriesInUse } from '../../../models/integration-list.ts';
import { getIntegration, hasDraft, type Integration } from '../../../models/integrations.ts';
import { may, type User } from '../../../models/rights.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';

/** Counts of instances and attachments say `99+` from here on. */
export const COUNTED = 100;

/** What frames every page inside an integration. @throws AppError `not_found` */
export async function integrationFrame(
  deps: Pick<Deps, 'store' | 'catalog'>,
  user: User,
  id: string,
  tab: IntegrationFacts['tab'],
): Promise<IntegrationFacts> {
  return await frameOf(deps, user, await getIntegration(deps.store.read, id), tab);
}

/** The same of one that was read already. */
export async function frameOf(
  { store: { read }, catalog }: Pick<Deps, 'store' | 'catalog'>,
  user: User,
  integration: Integration,
  tab: IntegrationFacts['tab'],
): Promise<IntegrationFacts> {
  const { id, name, description, category, labels, icon } = integration;
  const canWrite = may(user, 'integrations:write');
  const isCode = catalog.find({ key: id })?.custom?.isCodeNative === true;
  return {
    ...{ id, name, description, category, labels, icon, tab },
    categories: await categoriesInUse(read),
    version: versionText(integration),
    hasDraft: hasDraft(integration),
    instanceCount: atMost(await countInstances(read, viewerOf(user), { integration: id }, COUNTED), COUNTED),
    attachmentCount: atMost(await countAttachments(read, id, COUNTED), COUNTED),
    ...{ canWrite, isCode, canEdit: canWrite && !isCode },
  };
}

function versionText(integration: Integration): string {
  const { publishedVersion } = integration;
  if (publishedVersion === null) return 'not published yet';
  return hasDraft(integration) ? `v${publishedVersion} · draft` : `v${publishedVersion}`;
}
