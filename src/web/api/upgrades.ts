import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { countInstances, instancesBehind } from '../../models/instance-counts.ts';
import { getInstanceEver, type Instance } from '../../models/instances.ts';
import { getIntegration } from '../../models/integrations.ts';
import type { Actor } from '../../models/rights.ts';
import { upgradeInstances } from '../../models/upgrades.ts';
import { deployableVersion } from '../../models/versions.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { fields } from './body.ts';
import { instanceState } from './instance-answers.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { id, wholeNumber } from './schemas.ts';

/** Instances that one request upgrades. */
const MOST_AT_ONCE = 500;
const COUNTED = 1000;

const answer = v.object({
  version: v.number(),
  instances: v.array(
    v.object({
      id,
      outcome: v.pipe(
        v.picklist(['upgraded', 'unchanged']),
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
});

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
    summary: `Puts instances on a newer version, ${MOST_AT_ONCE} at most: those that are named, or all that are behind it`,
    query: noQuery,
    body: fields({
      instances: v.optional(
        v.pipe(v.array(id), v.maxLength(MOST_AT_ONCE, `must have at most ${MOST_AT_ONCE} items`)),
      ),
      version: v.optional(v.pipe(wholeNumber, v.description('The newest available one when left out.'))),
    }),
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) => {
      const { read } = deps.store;
      const { id: integration } = await getIntegration(read, param('id'));
      const { number } = await deployableVersion(read, integration, body.version);
      const before = await wanted(deps, actor, integration, body.instances, number);
      const viewer = viewerOf(actor);
      const ids = before.map((each) => each.id);
      const done = await upgradeInstances(actingAs(deps, actor), viewer, integration, ids, number);
      const upgraded = new Map(done.map(({ instance }) => [instance.id, instance]));
      const instances = before.map((each) => {
        const { id, version, state } = upgraded.get(each.id) ?? each;
        return {
          id,
          outcome: upgraded.has(id) ? ('upgraded' as const) : ('unchanged' as const),
          version,
          state,
        };
      });
      const behind = await countInstances(read, viewer, { integration, before: number }, COUNTED);
      return { version: number, instances, behind };
    },
  }),
];
