import * as v from 'valibot';
import { usedParts } from '../../definition/read/used-parts.ts';
import { getIntegration } from '../../models/integrations.ts';
import { noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';

const part = {
  kind: v.picklist(['action', 'trigger', 'dataSource', 'connection']),
  component: v.string(),
  key: v.string(),
  uses: v.number(),
  isInstalled: v.pipe(v.boolean(), v.description('Whether its component is there.')),
  isKnown: v.pipe(v.boolean(), v.description('Whether the component has it.')),
};

const answer = v.object({
  connections: v.array(
    v.object({
      configVar: v.string(),
      part: v.nullable(v.object(part)),
      isDeclared: v.pipe(v.boolean(), v.description('Steps may read a variable that nobody has declared.')),
      isShared: v.boolean(),
      isKnown: v.pipe(v.boolean(), v.description('Whether what it shares, or its part, is there.')),
      uses: v.number(),
    }),
  ),
  missing: v.array(v.object(part)),
  inCode: v.pipe(v.array(v.string()), v.description('Components that are not there and that code calls.')),
});

/** What a draft uses of components. */
export const parts: Route[] = [
  route({
    name: 'getParts',
    method: 'GET',
    path: '/integrations/:id/parts',
    right: 'integrations:read',
    summary:
      'Answers the connections of the draft, and the actions, triggers and data sources that are not there; the commands map-parts, change-config-var and replace-config-var map them',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, param }) => {
      const { read } = deps.store;
      const { definition } = await deps.drafts.get(read, await getIntegration(read, param('id')));
      const { connections, missing, inCode } = usedParts(definition, deps.catalog);
      return {
        connections: connections.map((each) => ({ ...each, part: each.part ?? null })),
        missing,
        inCode,
      };
    },
  }),
];
