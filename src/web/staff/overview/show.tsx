import * as v from 'valibot';
import { OverviewPage } from '../../../../views/overview/show.tsx';
import { PERIODS, VIEWS } from '../../../lib/ui/overview-look.ts';
import { may } from '../../../models/rights.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { handler, show } from '../../kit/page.ts';
import { stream } from '../../kit/sse.ts';
import { overviewOf } from './facts.ts';
import { watchOverview } from './watch.tsx';

const query = {
  period: v.optional(v.picklist(PERIODS), '24h'),
  view: v.optional(v.picklist(VIEWS), 'chart'),
};

export const showOverview = handler({ query }, async ({ deps, frame, user, query: look }) => {
  const overview = await overviewOf(deps, viewerOf(user), {
    look,
    mayBuild: may(user, 'integrations:write'),
  });
  return show(<OverviewPage frame={frame} overview={overview} />);
});

export const streamOverview = handler({ query }, async (visit) => {
  const { deps, user, query: look } = visit;
  return stream(
    visit,
    watchOverview(deps, viewerOf(user), { look, mayBuild: may(user, 'integrations:write') }),
  );
});
