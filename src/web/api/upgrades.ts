import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { toIso } from '../../lib/time.ts';
import { giveUpUpgrade } from '../../models/activations.ts';
import { countInstances, instancesBehind } from '../../models/instance-counts.ts';
import { getInstanceEver, type Instance } from '../../models/instances.ts';
import { getIntegration } from '../../models/integrations.ts';
import type { Actor } from '../../models/rights.ts';
import {
  getUpgrade,
  type ListedOutcome,
  listOutcomes,
  listUpgrades,
  UPGRADE_OUTCOMES,
  type UpgradeJob,
  upgradeCounts,
} from '../../models/upgrade-list.ts';
import { planUpgrade } from '../../models/upgrade-plans.ts';
import { beginUpgrade, cancelUpgrade, upgradeNow } from '../../models/upgrades.ts';
import { deployableVersion } from '../../models/versions.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs, change } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { fields, noBody } from './body.ts';
import { instanceState } from './instance-answers.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, nothing, time, wholeNumber } from './schemas.ts';

/** Instances that one request upgrades while its caller waits, and that one job takes by name. */
const MOST_AT_ONCE = 500;
const MOST_NAMED = 10_000;
const COUNTED = 1000;
/** Instances in need of configuration that a dry run lists. */
const LISTED = 1000;

const outcome = v.picklist(UPGRADE_OUTCOMES);

const job = v.object({
  id,
  version: v.number(),
  startedBy: v.string(),
  createdAt: time,
  endedAt: v.nullable(time),
  cancelledBy: v.pipe(v.nullable(v.string()), v.description('Who has ended it before all were done.')),
  counts: v.object({
    waiting: v.number(),
    upgraded: v.number(),
    needs_configuration: v.number(),
    unchanged: v.number(),
    failed: v.number(),
  }),
});

const outcomeAnswer = v.object({
  instanceId: id,
  name: v.string(),
  customer: v.string(),
  outcome: v.pipe(
    outcome,
    v.description(
      'needs_configuration: it goes on with the version that it has until its wizard is finished. unchanged: it has the version already, or was removed.',
    ),
  ),
  from: v.pipe(v.number(), v.description('The version that it had.')),
  version: v.pipe(v.number(), v.description('The version that it has now.')),
  asks: v.pipe(v.array(v.string()), v.description('Keys of the config variables that it needs.')),
  reason: v.pipe(v.nullable(v.string()), v.description('Why it has failed.')),
});

const plan = v.object({
  version: v.number(),
  ready: v.pipe(v.number(), v.description('Instances that change at once.')),
  unchanged: v.number(),
  needConfiguration: v.number(),
  instances: v.pipe(
    v.array(
      v.object({
        id,
        name: v.string(),
        customer: v.string(),
        version: v.number(),
        asks: v.array(v.string()),
      }),
    ),
    v.description(`Those that need configuration, the first ${LISTED}.`),
  ),
});

async function shownJob({ store }: Deps, upgrade: UpgradeJob) {
  const { id, version, authorName, createdAt, endedAt, cancelledBy } = upgrade;
  return {
    ...{ id, version, startedBy: authorName, cancelledBy },
    createdAt: toIso(createdAt),
    endedAt: endedAt === null ? null : toIso(endedAt),
    counts: await upgradeCounts(store.read, id),
  };
}

function shownOutcome({ instance, customerName, outcome, from, asks, reason }: ListedOutcome) {
  const { id: instanceId, name, version } = instance;
  return { instanceId, name, customer: customerName, outcome, from, version, asks: asks ?? [], reason };
}

const named = (most: number) =>
  v.optional(v.pipe(v.array(id), v.maxLength(most, `must have at most ${most} items`)));

/** Those that are named, each found before any is changed, or all that are behind. @throws AppError `not_found` */
async function wanted(
  { store: { read } }: Deps,
  actor: Actor,
  integration: string,
  ids: string[] | undefined,
  number: number,
): Promise<Instance[]> {
  const viewer = viewerOf(actor);
  const chosen = ids ?? (await instancesBehind(read, viewer, integration, number, MOST_AT_ONCE));
  const found: Instance[] = [];
  for (const each of new Set(chosen)) {
    const instance = await getInstanceEver(read, viewer, each);
    if (instance.integrationId !== integration)
      throw new AppError('not_found', `There is no instance ${each} of this integration.`);
    found.push(instance);
  }
  return found;
}

export const upgrades: Route[] = [
  route({
    name: 'upgradeInstances',
    method: 'POST',
    path: '/integrations/:id/upgrades',
    right: 'instances:deploy',
    summary: `Puts instances on a newer version, ${MOST_AT_ONCE} at most, and answers when that is done: those that are named, or all that are behind it`,
    query: noQuery,
    body: fields({
      instances: named(MOST_AT_ONCE),
      version: v.optional(v.pipe(wholeNumber, v.description('The newest available one when left out.'))),
    }),
    status: 200,
    answer: v.object({
      version: v.number(),
      instances: v.array(
        v.object({
          id,
          outcome: v.pipe(
            outcome,
            v.description('unchanged: it has this version or a newer one already, or was removed.'),
          ),
          version: v.number(),
          state: instanceState,
        }),
      ),
      behind: v.pipe(
        v.number(),
        v.description(`Instances that are on an older version still, counted up to ${COUNTED}.`),
      ),
    }),
    handler: async ({ deps, actor, param, body }) => {
      const { read } = deps.store;
      const { id: integration } = await getIntegration(read, param('id'));
      const { number } = await deployableVersion(read, integration, body.version);
      const before = await wanted(deps, actor, integration, body.instances, number);
      const behind = before.filter((each) => each.state !== 'removed' && each.version < number);
      const upgrade = { integrationId: integration, version: number, instances: behind.map(({ id }) => id) };
      const viewer = viewerOf(actor);
      const outcomes = behind.length > 0 ? await upgradeNow(actingAs(deps, actor), viewer, upgrade) : [];
      const done = new Map(outcomes.map((each) => [each.instance.id, each]));
      const instances = before.map((each) => {
        const { outcome = 'unchanged', instance = each } = done.get(each.id) ?? {};
        const { id, version, state } = instance;
        return { id, outcome, version, state };
      });
      const older = { integration, before: number };
      const left = await countInstances(deps.store.read, viewer, older, COUNTED);
      return { version: number, instances, behind: left };
    },
  }),
  route({
    name: 'beginInstanceUpgrades',
    method: 'PUT',
    path: '/integrations/:id/instance-upgrades',
    right: 'instances:deploy',
    summary:
      'Begins to put instances on a version, newer or older: those that are named, or all; with dryRun answers what would come of it',
    query: noQuery,
    body: fields({
      version: wholeNumber,
      instances: named(MOST_NAMED),
      dryRun: v.optional(v.pipe(v.boolean(), v.description('Changes nothing.'))),
    }),
    status: 200,
    answer: v.union([v.object({ jobId: id }), plan]),
    handler: async ({ deps, actor, param, body: { dryRun, ...body } }) => {
      const { read } = deps.store;
      const { id: integrationId } = await getIntegration(read, param('id'));
      const wanted = { integrationId, ...body };
      const viewer = viewerOf(actor);
      if (!dryRun) return { jobId: (await change(deps, actor, (tx) => beginUpgrade(tx, viewer, wanted))).id };
      const { asking, ...counts } = await planUpgrade(read, viewer, deps.compiledVersions, wanted, LISTED);
      const instances = asking.map(({ id, name, customerName, version, asks }) => ({
        ...{ id, name, version, asks },
        customer: customerName,
      }));
      return { ...counts, instances };
    },
  }),
  route({
    name: 'listInstanceUpgrades',
    method: 'GET',
    path: '/integrations/:id/instance-upgrades',
    right: 'instances:deploy',
    summary: 'Lists the jobs that have put instances of an integration on a version, newest first',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(job),
    handler: async ({ deps, param, query }) => {
      const { read } = deps.store;
      const { id } = await getIntegration(read, param('id'));
      const { items, nextCursor } = await listUpgrades(read, id, pageOf(query));
      const shown = [];
      for (const each of items) shown.push(await shownJob(deps, each));
      return { items: shown, nextCursor };
    },
  }),
  route({
    name: 'getInstanceUpgrade',
    method: 'GET',
    path: '/integrations/:id/instance-upgrades/:job',
    right: 'instances:deploy',
    summary: 'Answers how far such a job is, and what has become of each of its instances',
    query: query({ ...paging, outcome: v.optional(outcome) }),
    body: noBody,
    status: 200,
    answer: v.object({ ...job.entries, outcomes: list(outcomeAnswer) }),
    handler: async ({ deps, actor, param, query }) => {
      const { read } = deps.store;
      const { id } = await getIntegration(read, param('id'));
      const upgrade = await getUpgrade(read, id, param('job'));
      const which = { jobId: upgrade.id, outcome: query.outcome };
      const { items, nextCursor } = await listOutcomes(read, viewerOf(actor), which, pageOf(query));
      const outcomes = { items: items.map(shownOutcome), nextCursor };
      return { ...(await shownJob(deps, upgrade)), outcomes };
    },
  }),
  route({
    name: 'cancelInstanceUpgrade',
    method: 'PUT',
    path: '/integrations/:id/instance-upgrades/:job/cancellation',
    right: 'instances:deploy',
    summary: 'Ends such a job: instances that wait in it stay as they are; one that has ended is left so',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: job,
    handler: async ({ deps, actor, param }) =>
      await shownJob(deps, await change(deps, actor, (tx) => cancelUpgrade(tx, param('id'), param('job')))),
  }),
  route({
    name: 'giveUpUpgrade',
    method: 'DELETE',
    path: '/instances/:id/upgrade',
    right: 'instances:deploy',
    summary: 'Leaves an instance on its version that waits for what another one needs',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) =>
      await giveUpUpgrade(actingAs(deps, actor), viewerOf(actor), param('id')),
  }),
];
