import * as v from 'valibot';
import { getCustomer } from '../../models/customers.ts';
import { deployInstance, removeInstance, updateInstance } from '../../models/deployments.ts';
import { getInstance, listInstances } from '../../models/instances.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { configVariables, id, list, name, nothing, wholeNumber } from './fields.ts';
import {
  instanceAnswer,
  instanceFacts,
  shownDeployment,
  shownFacts,
  shownInstance,
} from './instance-answers.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';

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
    summary: 'Lists instances in the order of their making',
    query: query({
      ...paging,
      customer: v.optional(id),
      integration: v.optional(id),
      state: v.optional(v.picklist(['active', 'paused', 'needs_configuration'])),
    }),
    body: noBody,
    status: 200,
    answer: list(instanceFacts),
    handler: async ({ deps, actor, query }) => {
      const { items, nextCursor } = await listInstances(
        deps.store.read,
        viewerOf(actor),
        query,
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
