import * as v from 'valibot';
import { CustomersPage } from '../../../../views/customers/list.tsx';
import { links } from '../../../lib/links.ts';
import { customersByName } from '../../../models/customer-list.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { searched } from '../../kit/query-types.ts';

const PER_PAGE = 50;

export const showCustomers = handler(
  {
    query: {
      q: v.optional(searched, ''),
      label: v.optional(v.string(), ''),
      cursor: v.optional(v.string()),
    },
  },
  async ({ deps, frame, user, query }) => {
    const filter = { text: query.q, label: query.label };
    const { items, nextCursor } = await customersByName(deps.store.read, viewerOf(user), filter, {
      limit: PER_PAGE,
      cursor: query.cursor,
    });
    const pages = listAddresses(
      links.customers(),
      { q: query.q, label: query.label },
      query.cursor,
      nextCursor,
    );
    return show(<CustomersPage frame={frame} rows={items} {...filter} pages={pages} />);
  },
);
