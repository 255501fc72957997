import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { getInstance } from '../../models/instances.ts';
import { type ConfiguredUser, listUserConfigurations } from '../../models/user-configurations.ts';
import { viewerOf } from '../../models/viewer.ts';
import { noBody } from './body.ts';
import { pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, time } from './schemas.ts';

const answer = v.object({
  id,
  user: v.object({ id, name: v.string(), email: v.string(), externalId: v.nullable(v.string()) }),
  configuredAt: v.pipe(
    v.nullable(time),
    v.description('When they last finished; null where they have only begun.'),
  ),
});

function shown({ id, configurationId, name, email, externalId, configuredAt }: ConfiguredUser) {
  return {
    id: configurationId,
    user: { id, name, email, externalId },
    configuredAt: configuredAt === null ? null : toIso(configuredAt),
  };
}

export const userConfigurationRoutes: Route[] = [
  route({
    name: 'listUserConfigurations',
    method: 'GET',
    path: '/instances/:id/user-configurations',
    right: 'connections:read',
    summary: 'Lists who has set an instance up for themselves, without what they have answered',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, actor, param, query }) => {
      const viewer = viewerOf(actor);
      const { id } = await getInstance(deps.store.read, viewer, param('id'));
      const found = await listUserConfigurations(deps.store.read, viewer, id, pageOf(query));
      return { items: found.items.map(shown), nextCursor: found.nextCursor };
    },
  }),
];
