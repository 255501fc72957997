import * as v from 'valibot';
import { changeVersion, setActive, setConfigVariables } from '../../models/deployments.ts';
import { restoreInstance } from '../../models/instance-removal.ts';
import { getInstance } from '../../models/instances.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import { anyFields, fields, noBody } from './body.ts';
import { instanceAnswer, shownDeployment, shownVariables } from './instance-answers.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { nothing, wholeNumber } from './schemas.ts';

/** What an instance has one of: its activation, its version, its config variables. */
export const instanceSettings: Route[] = [
  route({
    name: 'activateInstance',
    method: 'PUT',
    path: '/instances/:id/activation',
    right: 'instances:write',
    summary: 'Enables an instance',
    query: noQuery,
    body: noBody,
    errors: [422],
    status: 200,
    answer: instanceAnswer,
    handler: async ({ deps, actor, param }) =>
      await shownDeployment(
        deps,
        actor,
        await setActive(actingAs(deps, actor), viewerOf(actor), param('id'), true),
      ),
  }),
  route({
    name: 'pauseInstance',
    method: 'DELETE',
    path: '/instances/:id/activation',
    right: 'instances:write',
    summary:
      'Pauses an instance: nothing starts on it any more, what runs goes on, what waits does so when it is enabled',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) =>
      await setActive(actingAs(deps, actor), viewerOf(actor), param('id'), false),
  }),
  route({
    name: 'restoreInstance',
    method: 'PUT',
    path: '/instances/:id/restoration',
    right: 'instances:remove',
    summary:
      'Brings a removed instance back, paused, with its values and addresses, for 30 days; one that is there stays as it is',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 200,
    answer: instanceAnswer,
    handler: async ({ deps, actor, param }) =>
      await shownDeployment(
        deps,
        actor,
        await restoreInstance(actingAs(deps, actor), viewerOf(actor), param('id')),
      ),
  }),
  route({
    name: 'changeInstanceVersion',
    method: 'PUT',
    path: '/instances/:id/version',
    right: 'instances:deploy',
    summary: 'Upgrades or rolls back; needs_configuration when a new required variable has no value',
    query: noQuery,
    body: fields({ version: wholeNumber }),
    errors: [409],
    status: 200,
    answer: instanceAnswer,
    handler: async ({ deps, actor, param, body }) =>
      await shownDeployment(
        deps,
        actor,
        await changeVersion(actingAs(deps, actor), viewerOf(actor), param('id'), body.version),
      ),
  }),
  route({
    name: 'getConfigVariables',
    method: 'GET',
    path: '/instances/:id/config-variables',
    right: 'instances:read',
    summary: 'Answers the values by key; a secret is shown as ***, which sent back keeps it',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: v.record(v.string(), v.unknown()),
    handler: async ({ deps, actor, param }) => {
      const { read } = deps.store;
      const instance = await getInstance(read, viewerOf(actor), param('id'));
      const compiled = await deps.compiledVersions.get(read, instance.integrationId, instance.version);
      return await shownVariables(deps, viewerOf(actor), instance, compiled);
    },
  }),
  route({
    name: 'setConfigVariables',
    method: 'PUT',
    path: '/instances/:id/config-variables',
    right: 'instances:write',
    summary: 'Sets values by key; variables that are not named keep theirs',
    query: noQuery,
    body: anyFields,
    status: 200,
    answer: instanceAnswer,
    handler: async ({ deps, actor, param, body }) =>
      await shownDeployment(
        deps,
        actor,
        await setConfigVariables(actingAs(deps, actor), viewerOf(actor), param('id'), body),
      ),
  }),
];
