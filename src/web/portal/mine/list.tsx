import * as v from 'valibot';
import { MinePage } from '../../../../views/portal/mine.tsx';
import { links } from '../../../lib/links.ts';
import { recentInstances } from '../../../models/instance-list.ts';
import { offersFor } from '../../../models/listings.ts';
import { ownSetUps } from '../../../models/own-answers.ts';
import { handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { ownViewer } from '../own-customer.ts';
import { stoppedOf } from '../stopped.ts';
import { asOwn } from './own.ts';

const PER_PAGE = 25;

export const showMine = handler(
  { query: { cursor: v.optional(v.string()), removed: v.optional(v.string()) } },
  async ({ deps, frame, user, query: { cursor, removed } }) => {
    const { read } = deps.store;
    const viewer = ownViewer(user);
    const { items, nextCursor } = await recentInstances(read, viewer, {}, { limit: PER_PAGE, cursor });
    const own = await asOwn(deps, viewer, items, await offersFor(read, viewer));
    const setUps = await ownSetUps(read, deps, viewer, items);
    const rows = own.map((each) => ({ ...each, setUp: setUps.get(each.id) }));
    const pages = listAddresses(links.marketplaceMine(), {}, cursor, nextCursor);
    const stopped = await stoppedOf(deps, viewer);
    const shown = { frame, own: rows, stopped, isRemoved: removed !== undefined };
    return show(<MinePage {...shown} {...pages} />);
  },
);
