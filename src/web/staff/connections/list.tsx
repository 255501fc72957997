import * as v from 'valibot';
import { ConnectionsPage } from '../../../../views/connections/list.tsx';
import type { Chip } from '../../../../views/instances/list.tsx';
import { links } from '../../../lib/links.ts';
import { stateWord } from '../../../lib/ui/status-words.ts';
import { listConnections } from '../../../models/connection-list.ts';
import { CONNECTION_STATES, type ConnectionState } from '../../../models/connection-states.ts';
import { getCustomer } from '../../../models/customers.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { searched } from '../../kit/query-types.ts';
import { kindName } from './kind-name.ts';

const PER_PAGE = 50;

type Filter = {
  q: string;
  state?: ConnectionState | undefined;
  customer?: string | undefined;
  component?: string | undefined;
};

function tabsOf(filter: Filter) {
  const tab = (label: string, state: Filter['state']) => ({
    href: links.connections({ ...filter, state }),
    label,
    current: filter.state === state,
  });
  return [tab('All', undefined), ...CONNECTION_STATES.map((state) => tab(stateWord(state), state))];
}

/** What the list is narrowed to, by name. @throws AppError `not_found` */
async function chipsOf({ deps, user }: SignedIn, filter: Filter): Promise<Chip[]> {
  const { customer, component } = filter;
  const chips: Chip[] = [];
  if (customer) {
    const { name } = await getCustomer(deps.store.read, viewerOf(user), customer);
    const without = links.connections({ ...filter, customer: undefined });
    chips.push({ name: 'customer', value: customer, label: `Customer: ${name}`, without });
  }
  if (component) {
    const name = deps.catalog.find({ key: component })?.display.label ?? component;
    const without = links.connections({ ...filter, component: undefined });
    chips.push({ name: 'component', value: component, label: `Component: ${name}`, without });
  }
  return chips;
}

export const showConnections = handler(
  {
    query: {
      q: v.optional(searched, ''),
      state: v.optional(v.picklist(CONNECTION_STATES)),
      customer: v.optional(v.string()),
      component: v.optional(v.string()),
      cursor: v.optional(v.string()),
    },
  },
  async (visit) => {
    const { deps, frame, user } = visit;
    const { cursor, ...filter } = visit.query;
    const { q: text, ...narrowed } = filter;
    const page = { limit: PER_PAGE, cursor };
    const viewer = viewerOf(user);
    const found = await listConnections(deps.store.read, viewer, deps.catalog, { text, ...narrowed }, page);
    const shown = {
      rows: found.items.map((row) => ({ ...row, kind: kindName(deps.catalog, row) })),
      chips: await chipsOf(visit, filter),
      tabs: tabsOf(filter),
      pages: listAddresses(links.connections(), filter, cursor, found.nextCursor),
    };
    return show(<ConnectionsPage frame={frame} text={text} state={filter.state ?? ''} {...shown} />);
  },
);
