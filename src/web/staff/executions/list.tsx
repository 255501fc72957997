import * as v from 'valibot';
import { ExecutionsPage } from '../../../../views/executions/list.tsx';
import type { ExecutionRow } from '../../../../views/executions/rows.tsx';
import type { Database } from '../../../db/store.ts';
import { links } from '../../../lib/links.ts';
import { now } from '../../../lib/time.ts';
import { listExecutions } from '../../../models/execution-list.ts';
import { MOST_SIFTED } from '../../../models/execution-seconds.ts';
import { type Execution, isOpen } from '../../../models/executions.ts';
import { customerNames, integrationNames } from '../../../models/name-lookup.ts';
import { listFilters, type SavedFilter } from '../../../models/saved-filters.ts';
import { type Viewer, viewerOf } from '../../../models/viewer.ts';
import { readNotice } from '../../kit/flash.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { stream } from '../../kit/sse.ts';
import { causeOf } from './facts.ts';
import {
  chipsOf,
  type Filter,
  filterForm,
  filterQuery,
  modelFilter,
  nameQuery,
  resolveNames,
} from './filter.ts';
import { watchList } from './list-watch.tsx';

const PER_PAGE = 50;
const rowIds = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(2000),
    v.transform((text) => text.split(',').slice(0, PER_PAGE)),
  ),
  '',
);

export const showExecutions = handler(
  { query: { ...filterQuery, ...nameQuery, cursor: v.optional(v.string()), said: v.optional(v.string()) } },
  async ({ deps, frame, user, query }) => {
    const { integrationName, customerName, cursor, said, ...filter } = query;
    const { read } = deps.store;
    const resolved = await resolveNames(read, viewerOf(user), filter, { integrationName, customerName });
    if ('location' in resolved && (integrationName || customerName)) return goTo(resolved.location);
    const page = { limit: PER_PAGE, cursor };
    const { items, nextCursor } = await listExecutions(read, viewerOf(user), modelFilter(filter), page);
    const shown = {
      rows: await rowsOf(read, viewerOf(user), items),
      at: now(),
      filter: await filterForm(read, filter),
      chips: await chipsOf(read, viewerOf(user), filter),
      choices: 'choices' in resolved ? resolved.choices : [],
      pages: listAddresses(links.executions(), filter, cursor, nextCursor),
      sifted: MOST_SIFTED,
      here: links.executions(filter),
      stream: cursor === undefined ? streamOf(filter, items) : undefined,
      said: readNotice(deps.vault, said),
      saved: savedOf(await listFilters(read, user.id), links.executions(filter)),
      jobs: {
        replay: links.newExecutionJob({ ...filter, kind: 'replay' }),
        cancel: links.newExecutionJob({ ...filter, kind: 'cancel' }),
      },
    };
    return show(<ExecutionsPage frame={frame} {...shown} />);
  },
);

function savedOf(filters: SavedFilter[], here: string) {
  return filters.map(({ id, name, query }) => {
    const href = `${links.executions()}?${query}`;
    return { id, name, href, current: href === here };
  });
}

export const streamExecutions = handler(
  { query: { ...filterQuery, after: v.optional(v.string(), 'exe_'), rows: rowIds } },
  async (visit) => {
    const { after, rows, ...filter } = visit.query;
    return stream(visit, watchList(visit.deps, visit.user, { filter, after, rows }));
  },
);

/** What came after the newest row, and how those go on that have not ended. */
function streamOf(filter: Filter, items: Execution[]): string {
  const rows = items.filter(({ status }) => isOpen(status)).map(({ id }) => id);
  return links.executionsStream({ ...filter, after: items[0]?.id, rows: rows.join(',') });
}

async function rowsOf(db: Database, viewer: Viewer, items: Execution[]): Promise<ExecutionRow[]> {
  const customers = await customerNames(
    db,
    viewer,
    items.map(({ customerId }) => customerId),
  );
  const integrations = await integrationNames(
    db,
    items.map(({ integrationId }) => integrationId),
  );
  return items.map(({ kind, customerId, integrationId, ...item }) => ({
    ...item,
    integrationName: integrations.get(integrationId) ?? '',
    customer: { id: customerId, name: customers.get(customerId) ?? '' },
    cause: causeOf({ kind, ...item }),
  }));
}
