import * as v from 'valibot';
import { type Chip, InstancesPage } from '../../../../views/instances/list.tsx';
import type { Database } from '../../../db/store.ts';
import { links } from '../../../lib/links.ts';
import { getCustomer } from '../../../models/customers.ts';
import { recentInstances } from '../../../models/instance-list.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { type Viewer, viewerOf } from '../../../models/viewer.ts';
import { handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { searched } from '../../kit/query-types.ts';
import { instanceRows } from './rows.ts';

const PER_PAGE = 50;
const STATES = ['active', 'failing', 'needs_configuration', 'paused'] as const;
const TABS = {
  active: 'Active',
  failing: 'Failing',
  needs_configuration: 'Need configuration',
  paused: 'Paused',
};

type Filter = {
  q: string;
  state?: (typeof STATES)[number] | undefined;
  integration?: string | undefined;
  customer?: string | undefined;
};

function tabsOf(filter: Filter) {
  const tab = (label: string, state: Filter['state']) => ({
    href: links.instances({ ...filter, state }),
    label,
    current: filter.state === state,
  });
  return [tab('All', undefined), ...STATES.map((state) => tab(TABS[state], state))];
}

/** What the list is narrowed to, by name. @throws AppError `not_found` */
async function chipsOf(db: Database, viewer: Viewer, filter: Filter): Promise<Chip[]> {
  const { integration, customer } = filter;
  const chips: Chip[] = [];
  if (integration) {
    const { name } = await getIntegration(db, integration);
    const without = links.instances({ ...filter, integration: undefined });
    chips.push({ name: 'integration', value: integration, label: `Integration: ${name}`, without });
  }
  if (customer) {
    const { name } = await getCustomer(db, viewer, customer);
    const without = links.instances({ ...filter, customer: undefined });
    chips.push({ name: 'customer', value: customer, label: `Customer: ${name}`, without });
  }
  return chips;
}

export const showInstances = handler(
  {
    query: {
      q: v.optional(searched, ''),
      state: v.optional(v.picklist(STATES)),
      integration: v.optional(v.string()),
      customer: v.optional(v.string()),
      removed: v.optional(v.string()),
      cursor: v.optional(v.string()),
    },
  },
  async ({ deps, frame, user, query: { removed, cursor, ...filter } }) => {
    const { read } = deps.store;
    const { q: text, ...narrowed } = filter;
    const page = { limit: PER_PAGE, cursor };
    const { items, nextCursor } = await recentInstances(read, viewerOf(user), { text, ...narrowed }, page);
    const { integration, customer } = filter;
    const shown = {
      rows: await instanceRows(read, viewerOf(user), items),
      chips: await chipsOf(read, viewerOf(user), filter),
      tabs: tabsOf(filter),
      pages: listAddresses(links.instances(), filter, cursor, nextCursor),
      deploy: links.newInstance({ integration, customer }),
    };
    return show(
      <InstancesPage frame={frame} text={text} state={filter.state ?? ''} removed={removed} {...shown} />,
    );
  },
);
