import * as v from 'valibot';
import { IntegrationInstancesPage } from '../../../../views/integrations/instances.tsx';
import type { Upgrade } from '../../../../views/integrations/upgrade-banners.tsx';
import { atMost } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { withQuery } from '../../../lib/query.ts';
import { countInstances, instancesBehind } from '../../../models/instance-counts.ts';
import { recentInstances } from '../../../models/instance-list.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { newQuestions, upgradeInstances } from '../../../models/upgrades.ts';
import { listVersions, newestAvailable } from '../../../models/versions.ts';
import { type Viewer, viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { count, number, searched } from '../../kit/query-types.ts';
import { instanceRows } from '../instances/rows.ts';
import { COUNTED, integrationFrame } from './integration-frame.ts';

const PER_PAGE = 50;
const VERSIONS = 50;
/** Instances that one press upgrades. */
const MOST_AT_ONCE = 500;

const instancesQuery = {
  q: v.optional(searched),
  version: v.optional(number),
  cursor: v.optional(v.string()),
  upgraded: v.optional(count),
  waiting: v.optional(count, '0'),
  to: v.optional(number),
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
    const shown = {
      ...{ frame, integration, q, version },
      rows: await instanceRows(read, viewerOf(user), items),
      versions: versions.items.map((each) => String(each.number)),
      ...listAddresses(links.integrationInstances(id), { q, version }, cursor, nextCursor),
      target: target?.number,
      upgrade: target && (await upgradeTo(deps, viewerOf(user), id, target.number)),
      upgraded: upgradedOf(query),
    };
    return show(<IntegrationInstancesPage {...shown} />);
  },
);

export const submitUpgrades = handler<'id'>(async ({ deps, user, param, form }) => {
  const id = param('id');
  const { read } = deps.store;
  await getIntegration(read, id);
  const target = await newestAvailable(read, id);
  const back = links.integrationInstances(id);
  if (!target) return goTo(back);
  const isAll = form.text('all') !== '';
  const ids = isAll
    ? await instancesBehind(read, viewerOf(user), id, target.number, MOST_AT_ONCE)
    : [...new Set(form.all('instance'))].slice(0, MOST_AT_ONCE);
  const done = await upgradeInstances(actingAs(deps, user), viewerOf(user), id, ids, target.number);
  const waiting = done.filter(({ instance }) => instance.state === 'needs_configuration').length;
  const said = { upgraded: String(done.length), waiting: String(waiting), to: String(target.number) };
  return goTo(withQuery(back, said));
});

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

type Said = { upgraded?: number | undefined; waiting: number; to?: number | undefined };

function upgradedOf({ upgraded, waiting, to }: Said) {
  return upgraded === undefined || to === undefined ? undefined : { count: upgraded, waiting, target: to };
}
