import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { endpointOf, listEndpoints, personalUrl } from '../../models/endpoints.ts';
import { getInstance, type Instance } from '../../models/instances.ts';
import { type ConfiguredUser, listUserConfigurations } from '../../models/user-configurations.ts';
import { viewerOf } from '../../models/viewer.ts';
import type { Deps } from '../kit/deps.ts';
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
  flows: v.pipe(
    v.array(v.object({ name: v.string(), webhookUrl: v.string() })),
    v.description(
      'The addresses that run flows for them; none at a shared address, where the call names them.',
    ),
  ),
});

type Urls = (configurationId: string) => { name: string; webhookUrl: string }[];

/** The addresses of the flows of an instance, for each person. */
async function urlsOf({ store, compiledVersions, publicUrl }: Deps, instance: Instance): Promise<Urls> {
  const { id, integrationId, version } = instance;
  const { flows } = await compiledVersions.get(store.read, integrationId, version);
  const endpoints = await listEndpoints(store.read, integrationId, id);
  const found = flows.flatMap((flow) => {
    const endpoint = endpointOf(endpoints, flow);
    return endpoint && endpoint.instanceId !== null ? [{ name: flow.name, endpoint }] : [];
  });
  return (configurationId) =>
    found.map(({ name, endpoint }) => ({
      ...{ name, webhookUrl: personalUrl(publicUrl(), endpoint.id, configurationId) },
    }));
}

function shown(
  { id, configurationId, name, email, externalId, configuredAt }: ConfiguredUser,
  urlsFor: Urls,
) {
  return {
    flows: configuredAt === null ? [] : urlsFor(configurationId),
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
      const instance = await getInstance(deps.store.read, viewer, param('id'));
      const found = await listUserConfigurations(deps.store.read, viewer, instance.id, pageOf(query));
      const urlsFor = await urlsOf(deps, instance);
      return { items: found.items.map((each) => shown(each, urlsFor)), nextCursor: found.nextCursor };
    },
  }),
];
