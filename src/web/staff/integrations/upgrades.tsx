import * as v from 'valibot';
import { NewUpgradePage } from '../../../../views/integrations/new-upgrade.tsx';
import {
  type UpgradeFacts,
  UpgradeHead,
  UpgradeOutcomes,
  UpgradePage,
} from '../../../../views/integrations/upgrade.tsx';
import type { Database } from '../../../db/store.ts';
import { AppError, unlessGone } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import type { LiveMessage } from '../../../lib/live.ts';
import { getIntegration } from '../../../models/integrations.ts';
import {
  getUpgrade,
  listOutcomes,
  UPGRADE_OUTCOMES,
  type UpgradeJob,
  upgradeCounts,
} from '../../../models/upgrade-list.ts';
import { planUpgrade } from '../../../models/upgrade-plans.ts';
import { beginUpgrade, cancelUpgrade } from '../../../models/upgrades.ts';
import { listVersions, newestAvailable } from '../../../models/versions.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { number } from '../../kit/query-types.ts';
import { stream } from '../../kit/sse.ts';
import { partial } from '../../kit/sse-fragment.ts';
import { integrationFrame } from './integration-frame.ts';

const PER_PAGE = 50;
const VERSIONS = 50;
/** Instances in need of configuration that are listed before anything is done. */
const LISTED = 50;

/** Ids of selected instances, as forms and addresses have them. */
const instances = v.pipe(v.string(), v.maxLength(4000));
const idsOf = (text: string | undefined) => (text ? text.split(',') : undefined);

const newQuery = { version: v.optional(number), instances: v.optional(instances) };

export const showNewUpgrade = handler<'id', typeof newQuery>(
  { query: newQuery },
  async ({ deps, frame, user, param, query }) => {
    const { read } = deps.store;
    const integration = await integrationFrame(deps, user, param('id'), 'instances');
    const newest = await newestAvailable(read, integration.id);
    const { items } = await listVersions(read, integration.id, { limit: VERSIONS });
    const version = query.version ?? newest?.number;
    const ids = idsOf(query.instances);
    const wanted = { integrationId: integration.id, instances: ids };
    const shown = {
      ...{ frame, integration, instances: query.instances, selected: ids?.length },
      versions: items.filter(({ available }) => available).map((each) => each.number),
      isBack: version !== undefined && newest !== undefined && version < newest.number,
      plan:
        version === undefined
          ? undefined
          : await planUpgrade(read, viewerOf(user), deps.compiledVersions, { ...wanted, version }, LISTED),
    };
    return show(<NewUpgradePage {...shown} />);
  },
);

/** Of instances that were selected in the list it is shown first what would come of it. */
export const submitUpgrades = handler<'id'>(async ({ deps, user, param, form }) => {
  const { id: integrationId } = await getIntegration(deps.store.read, param('id'));
  if (form.text('begin') === '') {
    const selected = [...new Set(form.all('instance'))];
    if (selected.length === 0) return goTo(links.integrationInstances(integrationId, { none: 'selected' }));
    return goTo(links.newUpgrade(integrationId, { instances: selected.join(',') }));
  }
  const version = v.safeParse(number, form.text('version'));
  if (!version.success) throw new AppError('bad_request', 'Choose a version of the list.');
  const wanted = { integrationId, version: version.output, instances: idsOf(form.text('instances')) };
  const job = await change(deps, user, (tx) => beginUpgrade(tx, viewerOf(user), wanted));
  return goTo(links.upgrade(integrationId, job.id));
});

/** A job with how far it is. */
export async function upgradeFacts(db: Database, job: UpgradeJob): Promise<UpgradeFacts> {
  return { ...job, counts: await upgradeCounts(db, job.id) };
}

const upgradeQuery = { outcome: v.optional(v.picklist(UPGRADE_OUTCOMES)), cursor: v.optional(v.string()) };
type Seen = { outcome?: (typeof UPGRADE_OUTCOMES)[number] | undefined; cursor?: string | undefined };

async function upgradeShown({ deps, user }: SignedIn, id: string, job: string, { outcome, cursor }: Seen) {
  const { read } = deps.store;
  const upgrade = await upgradeFacts(read, await getUpgrade(read, id, job));
  const page = { limit: PER_PAGE, cursor };
  const { items, nextCursor } = await listOutcomes(read, viewerOf(user), { jobId: job, outcome }, page);
  return { upgrade, rows: items, nextCursor };
}

const WORDS = {
  waiting: 'Waiting',
  upgraded: 'Changed',
  needs_configuration: 'Need configuration',
  unchanged: 'Unchanged',
  failed: 'Failed',
};

export const showUpgrade = handler<'id' | 'job', typeof upgradeQuery>(
  { query: upgradeQuery },
  async (visit) => {
    const { deps, frame, user, param, query } = visit;
    const [id, job] = [param('id'), param('job')];
    const integration = await integrationFrame(deps, user, id, 'instances');
    const { upgrade, rows, nextCursor } = await upgradeShown(visit, id, job, query);
    const { outcome, cursor } = query;
    const tab = (label: string, to: Seen['outcome']) => ({
      label,
      href: links.upgrade(id, job, { outcome: to }),
      current: outcome === to,
    });
    const shown = {
      ...{ frame, integration, upgrade, rows },
      tabs: [tab('All', undefined), ...UPGRADE_OUTCOMES.map((each) => tab(WORDS[each], each))],
      stream: links.upgradeStream(id, job, query),
      pages: listAddresses(links.upgrade(id, job), { outcome }, cursor, nextCursor),
    };
    return show(<UpgradePage {...shown} />);
  },
);

export const streamUpgrade = handler<'id' | 'job', typeof upgradeQuery>(
  { query: upgradeQuery },
  async (visit) => {
    const { deps, frame, user, param, query } = visit;
    const [id, job] = [param('id'), param('job')];
    const integration = await integrationFrame(deps, user, id, 'instances');
    await getUpgrade(deps.store.read, id, job);
    let last = '';
    return stream(visit, async (): Promise<LiveMessage> => {
      const now = await unlessGone(upgradeShown(visit, id, job, query));
      if (!now) return { end: true };
      const { upgrade, rows } = now;
      const end = upgrade.endedAt !== null;
      const seen = JSON.stringify(now);
      if (seen === last) return { end };
      last = seen;
      const parts = [
        await partial('#upgrade-head', <UpgradeHead csrf={frame.csrf} upgrade={upgrade} />),
        await partial(
          '#upgrade-outcomes',
          <UpgradeOutcomes integration={integration} {...{ upgrade, rows }} />,
        ),
      ];
      return { html: parts.join(''), end };
    });
  },
);

export const submitUpgradeCancellation = handler<'id' | 'job'>(async ({ deps, user, param }) => {
  const [id, job] = [param('id'), param('job')];
  await change(deps, user, (tx) => cancelUpgrade(tx, id, job));
  return goTo(links.upgrade(id, job));
});
