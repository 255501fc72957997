import * as v from 'valibot';
import { PERIODS, VIEWS } from '../../../../views/overview/look.ts';
import { OverviewPage } from '../../../../views/overview/overview.tsx';
import { may } from '../../../models/rights.ts';
import { type PageRoute, page, show } from '../../kit/page.ts';
import { stream } from '../../kit/sse.ts';
import { overviewOf } from './facts.ts';
import { watchOverview } from './watch.tsx';

const query = {
  period: v.optional(v.picklist(PERIODS), '24h'),
  view: v.optional(v.picklist(VIEWS), 'chart'),
};

export const overviewPages: PageRoute[] = [
  page({
    path: '/',
    access: 'executions:read',
    query,
    handler: async ({ deps, frame, user, query: look }) => {
      const overview = await overviewOf(deps, { look, mayBuild: may(user, 'integrations:write') });
      return show(<OverviewPage frame={frame} overview={overview} />);
    },
  }),
  page({
    path: '/overview/stream',
    access: 'executions:read',
    query,
    handler: async (visit) => {
      const { deps, user, query: look } = visit;
      return stream(visit, watchOverview(deps, { look, mayBuild: may(user, 'integrations:write') }));
    },
  }),
];
