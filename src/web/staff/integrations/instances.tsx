import * as v from 'valibot';
import { IntegrationInstancesPage } from '../../../../views/integrations/instances.tsx';
import type { Upgrade } from '../../../../views/integrations/upgrade-banners.tsx';
import { atMost } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { countInstances } from '../../../models/instance-counts.ts';
import { recentInstances } from '../../../models/instance-list.ts';
import { listUpgrades } from '../../../models/upgrade-list.ts';
import { newQuestions } from '../../../models/upgrade-plans.ts';
import { listVersions, newestAvailable } from '../../../models/versions.ts';
import { type Viewer, viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { number, searched } from '../../kit/query-types.ts';
import { instanceRows } from '../instances/rows.ts';
import { monitored } from '../monitors/monitored.ts';
import { runChartsOf } from '../run-charts.ts';
import { COUNTED, integrationFrame } from './integration-frame.ts';
import { upgradeFacts } from './upgrades.tsx';

const PER_PAGE = 50;
const VERSIONS = 50;

const instancesQuery = {
  q: v.optional(searched),
  version: v.optional(number),
  cursor: v.optional(v.string()),
  none: v.optional(v.literal('selected')),
};

export const showInstances = handler<'id', typeof instancesQuery>(
  { query: instancesQuery },
  async ({ deps, frame, user, param, query }) => {
    const id = param('id');
    const { q, cursor } = query;
    const version = query.version === undefined ? undefined : String(query.version);
    const { read } = deps.store;
    const integration = await integrationFrame(deps, user, id, 'instances');
    const filter = { integration: id, text: q, version: query.version };
    const { items, nextCursor } = await recentInstances(read, viewerOf(user), filter, {
      limit: PER_PAGE,
      cursor,
    });
    const versions = await listVersions(read, id, { limit: VERSIONS });
    const target = await newestAvailable(read, id);
    const [latest] = (await listUpgrades(read, id, { limit: 1 })).items;
    const shown = {
      ...{ frame, integration, q, version },
      rows: await instanceRows(read, viewerOf(user), items),
      versions: versions.items.map((each) => String(each.number)),
      ...listAddresses(links.integrationInstances(id), { q, version }, cursor, nextCursor),
      target: target?.number,
      upgrade: target && (await upgradeTo(deps, viewerOf(user), id, target.number)),
      latest: latest && (await upgradeFacts(read, latest)),
      charts: await runChartsOf(read, viewerOf(user), { kind: 'integration', id }),
      monitored: await monitored(read, viewerOf(user), { integration: id }),
      isNothingSelected: query.none !== undefined,
    };
    return show(<IntegrationInstancesPage {...shown} />);
  },
);

/** What there is to say of an upgrade; undefined where no instance is behind. */
async function upgradeTo(
  deps: Deps,
  viewer: Viewer,
  id: string,
  target: number,
): Promise<Upgrade | undefined> {
  const { read } = deps.store;
  const behind = await countInstances(read, viewer, { integration: id, before: target }, COUNTED);
  if (behind === 0) return undefined;
  const questions = await newQuestions(read, viewer, deps.compiledVersions, id, target);
  return { target, count: atMost(behind, COUNTED), questions };
}
