import * as v from 'valibot';
import { getCustomer } from '../../models/customers.ts';
import { deployInstance, updateInstance } from '../../models/deployments.ts';
import { removeInstance } from '../../models/instance-removal.ts';
import { getInstance, listInstances } from '../../models/instances.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import {
  instanceAnswer,
  instanceFacts,
  shownDeployment,
  shownFacts,
  shownInstance,
} from './instance-answers.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { configVariables, id, list, name, nothing, searched, wholeNumber } from './schemas.ts';

const versionInQuery = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,8}$/, 'must be the number of a version'),
  v.transform(Number),
  v.number(),
  v.integer(),
  v.minValue(1),
);

export const instances: Route[] = [
  route({
    name: 'createInstance',
    method: 'POST',
    path: '/instances',
    right: 'instances:deploy',
    summary: 'Deploys a version (the newest available one when none is named) for a customer',
    query: noQuery,
    body: fields({
      customerId: id,
      integrationId: id,
      version: v.optional(wholeNumber),
      name: v.optional(name),
      paused: v.optional(v.boolean(), false),
      configVariables: v.optional(configVariables, {}),
    }),
    errors: [404, 409],
    status: 201,
    answer: instanceAnswer,
    handler: async ({ deps, actor, body }) => {
      await getCustomer(deps.store.read, viewerOf(actor), body.customerId);
      return await shownDeployment(deps, actor, await deployInstance(actingAs(deps, actor), body));
    },
  }),
  route({
    name: 'listInstances',
    method: 'GET',
    path: '/instances',
    right: 'instances:read',
    summary: 'Lists instances oldest first',
    query: query({
      ...paging,
      customer: v.optional(id),
      integration: v.optional(id),
      q: v.optional(searched('A part of the name, or of that of its customer.')),
      version: v.optional(versionInQuery),
      state: v.optional(
        v.pipe(
          v.picklist(['active', 'failing', 'paused', 'needs_configuration']),
          v.description('failing: active, and what ran last on it has failed.'),
        ),
      ),
    }),
    body: noBody,
    status: 200,
    answer: list(instanceFacts),
    handler: async ({ deps, actor, query }) => {
      const { items, nextCursor } = await listInstances(
        deps.store.read,
        viewerOf(actor),
        { ...query, text: query.q },
        pageOf(query),
      );
      return { items: items.map(shownFacts), nextCursor };
    },
  }),
  route({
    name: 'getInstance',
    method: 'GET',
    path: '/instances/:id',
    right: 'instances:read',
    summary: 'Answers an instance with its addresses and values, secrets masked',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: instanceAnswer,
    handler: async ({ deps, actor, param }) =>
      await shownInstance(deps, actor, await getInstance(deps.store.read, viewerOf(actor), param('id'))),
  }),
  route({
    name: 'updateInstance',
    method: 'PATCH',
    path: '/instances/:id',
    right: 'instances:write',
    summary: 'Changes what is given; config variables that are not named keep their values',
    query: noQuery,
    body: fields({
      name: v.optional(name),
      paused: v.optional(v.boolean()),
      executionLimit: v.optional(v.nullable(wholeNumber)),
      configVariables: v.optional(configVariables),
    }),
    status: 200,
    answer: instanceAnswer,
    handler: async ({ deps, actor, param, body }) =>
      await shownDeployment(
        deps,
        actor,
        await updateInstance(actingAs(deps, actor), viewerOf(actor), param('id'), body),
      ),
  }),
  route({
    name: 'deleteInstance',
    method: 'DELETE',
    path: '/instances/:id',
    right: 'instances:remove',
    summary: 'Removes an instance: what runs or waits on it is cancelled; its executions stay to be read',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) =>
      await removeInstance(actingAs(deps, actor), viewerOf(actor), param('id')),
  }),
];
