import * as v from 'valibot';
import { IntegrationsPage } from '../../../../views/integrations/list.tsx';
import type { IntegrationFilters } from '../../../../views/integrations/list-filter.tsx';
import type { IntegrationRow } from '../../../../views/integrations/list-rows.tsx';
import { atMost } from '../../../lib/format.ts';
import { newId } from '../../../lib/ids.ts';
import { links } from '../../../lib/links.ts';
import { now } from '../../../lib/time.ts';
import { instanceCounts } from '../../../models/instance-counts.ts';
import {
  categoriesInUse,
  integrationsByCategory,
  recentIntegrations,
} from '../../../models/integration-list.ts';
import { hasRemoved } from '../../../models/integration-trash.ts';
import { createIntegration, hasDraft, type Integration } from '../../../models/integrations.ts';
import { hasRuns, runsPerDay } from '../../../models/run-counts.ts';
import { sampleDefinition } from '../../../models/sample-definition.ts';
import { type Viewer, viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { formId } from '../../kit/form-id.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { searched } from '../../kit/query-types.ts';
import { COUNTED } from './integration-frame.ts';

const PER_PAGE = 25;
const DAYS = 7;
const text = v.optional(searched);

export const showIntegrations = handler(
  {
    query: {
      q: text,
      description: text,
      category: text,
      label: text,
      state: v.optional(v.picklist(['draft', 'published', 'listed'])),
      look: v.optional(v.picklist(['cards'])),
      removed: v.optional(v.string()),
      cursor: v.optional(v.string()),
    },
  },
  async ({ deps, frame, user, query }) => {
    const { cursor, look, removed, q, description, category, label, state } = query;
    const filters: IntegrationFilters = { q, description, category, label, state };
    const { read } = deps.store;
    const list = look === 'cards' ? integrationsByCategory : recentIntegrations;
    const found = await list(
      read,
      { name: q, description, category, label, state },
      { limit: PER_PAGE, cursor },
    );
    return show(
      <IntegrationsPage
        frame={frame}
        rows={await rowsOf(deps, viewerOf(user), found.items)}
        filters={filters}
        look={look}
        removed={removed}
        hasTrash={await hasRemoved(read)}
        categories={await categoriesInUse(read)}
        {...listAddresses(links.integrations(), { ...filters, look }, cursor, found.nextCursor)}
        sampleId={newId('int')}
      />,
    );
  },
);

export const submitSample = handler(async ({ deps, user, form }) => {
  const id = formId(form, 'int');
  await change(deps, user, (tx) => createIntegration(tx, sampleDefinition(), id));
  return goTo(links.integration(id));
});

async function rowsOf(
  { store: { read } }: Deps,
  viewer: Viewer,
  items: Integration[],
): Promise<IntegrationRow[]> {
  const ids = items.map(({ id }) => id);
  const runs = await runsPerDay(read, viewer, ids, DAYS, now());
  const instances = await instanceCounts(read, viewer, ids, COUNTED);
  return items.map((integration) => {
    const { id, name, icon, description, category, publishedVersion, updatedAt } = integration;
    const days = runs.get(id);
    return {
      ...{ id, name, icon, description, category },
      version: publishedVersion === null ? undefined : `v${publishedVersion}`,
      hasDraft: hasDraft(integration),
      instances: atMost(instances.get(id) ?? 0, COUNTED),
      days: days && hasRuns(days) ? days : undefined,
      changedAt: updatedAt,
    };
  });
}
