import * as v from 'valibot';
import { AlertsPage } from '../../../../views/alerts/list.tsx';
import { links } from '../../../lib/links.ts';
import { listAlerts } from '../../../models/alerts.ts';
import { failedEventWebhooks } from '../../../models/event-webhooks.ts';
import { listMonitors } from '../../../models/monitors.ts';
import { may } from '../../../models/rights.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { monitorRows } from '../monitors/rows.ts';

const PAGE = 50;
const MONITORS = 100;
const FAILED = 5;

const query = {
  cursor: v.optional(v.string()),
  state: v.optional(v.picklist(['open', 'resolved'])),
};

export const showAlerts = handler({ query }, async ({ deps, frame, user, query: { cursor, state } }) => {
  const { read } = deps.store;
  const viewer = viewerOf(user);
  const isOpen = state === undefined ? undefined : state === 'open';
  const { items, nextCursor } = await listAlerts(read, viewer, { isOpen }, { limit: PAGE, cursor });
  const monitors = await listMonitors(read, viewer, {}, { limit: MONITORS });
  const facts = {
    ...{ frame, state, alerts: items },
    monitors: await monitorRows(read, viewer, monitors.items),
    failed: may(user, 'settings:write') ? await failedEventWebhooks(read, FAILED) : [],
    ...listAddresses(links.alerts(), { state }, cursor, nextCursor),
  };
  return show(<AlertsPage {...facts} />);
});
