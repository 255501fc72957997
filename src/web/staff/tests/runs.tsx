import * as v from 'valibot';
import { TestRunsPage } from '../../../../views/tests/runs.tsx';
import { links } from '../../../lib/links.ts';
import { listExecutions } from '../../../models/execution-list.ts';
import { tookOf } from '../../../models/executions.ts';
import { testInstanceId } from '../../../models/test-instances.ts';
import { amongTests, viewerOf } from '../../../models/viewer.ts';
import { handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { causeOf } from '../executions/facts.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { leftOver } from './left-over.ts';

const PER_PAGE = 50;
const runsQuery = { cursor: v.optional(v.string()) };

export const showTestRuns = handler<'id', typeof runsQuery>(
  { query: runsQuery },
  async ({ deps, frame, user, param, query: { cursor } }) => {
    const id = param('id');
    const integration = await integrationFrame(deps, user, id, 'tests');
    const filter = { instance: testInstanceId(id) };
    const page = { limit: PER_PAGE, cursor };
    const { items, nextCursor } = await listExecutions(
      deps.store.read,
      amongTests(viewerOf(user)),
      filter,
      page,
    );
    const rows = items.map((run) => {
      const { id, flow, status, queuedAt } = run;
      return { id, flow, status, queuedAt, cause: causeOf(run), took: tookOf(run) };
    });
    const pages = listAddresses(links.testRuns(id), {}, cursor, nextCursor);
    const shown = { frame, integration, rows, leftOver: await leftOver(deps, id), ...pages };
    return show(<TestRunsPage {...shown} />);
  },
);
