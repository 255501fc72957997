import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { isSecretName, MASK } from '../../lib/secret-fields.ts';
import { toIso } from '../../lib/time.ts';
import { withoutFilledIn } from '../../models/connection-values.ts';
import { getDraftText } from '../../models/integrations.ts';
import type { Beginning } from '../../models/kept-results.ts';
import { configureTests, missingForTests } from '../../models/test-configuration.ts';
import { shownTestValues } from '../../models/test-instances.ts';
import {
  addPayload,
  deletePayload,
  getPayload,
  listPayloads,
  type NamedPayload,
  renamePayload,
} from '../../models/test-payloads.ts';
import { type TestPayload, testRequest } from '../../models/test-requests.ts';
import { startTest } from '../../models/test-runs.ts';
import { actingAs, change } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { anyFields, fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, name, nothing, objectOf, time } from './schemas.ts';

const isText = (value: unknown) => typeof value === 'string';
const isTexts = (value: unknown): value is string | string[] =>
  isText(value) || (Array.isArray(value) && value.every(isText));

const payloadFields = {
  headers: v.optional(v.pipe(objectOf(isText, 'must be a text'), v.description('Texts by name.'))),
  queryParameters: v.optional(
    v.pipe(
      objectOf(isTexts, 'must be a text or a list of texts'),
      v.description('By name a text, or a list of them.'),
    ),
  ),
  body: v.optional(v.pipe(v.unknown(), v.description('A text is sent as it is, anything else as JSON.'))),
};

const payloadFacts = { id, name: v.string(), createdAt: time, updatedAt: time };

const configurationAnswer = v.object({
  values: v.record(v.string(), v.unknown()),
  problems: v.array(v.object({ path: v.string(), message: v.string() })),
});

/** What is tested in the hidden instance of an integration, with which values and which payloads. */
export const tests: Route[] = [
  route({
    name: 'startTest',
    method: 'POST',
    path: '/integrations/:id/test-executions',
    right: 'integrations:write',
    summary: 'Runs a flow of the draft as it is now, with the values of the test configuration',
    query: noQuery,
    body: fields({
      flow: v.pipe(v.string(), v.description('Name or stable key of the flow.')),
      payload: v.optional(v.strictObject(payloadFields)),
      payloadId: v.optional(v.pipe(id, v.description('A named payload, in the place of `payload`.'))),
      from: v.optional(
        v.pipe(
          v.string('must be trigger, or the key of a step'),
          v.description(
            'Where the run begins: `trigger`, or the key of a step. What comes before that step is not run: its results are those of the latest test run of the flow, and pinned outputs. Without a payload its call is taken too.',
          ),
        ),
      ),
      only: v.optional(
        v.pipe(v.literal(true, 'must be true'), v.description('Runs the step of `from` and none after it.')),
      ),
      rounds: v.optional(
        v.pipe(
          v.array(v.pipe(v.number(), v.integer(), v.minValue(0, 'must be 0 or more'))),
          v.description(
            'Of the loops that the step is inside of, outermost first: the round to go on in, from 0. The last that was run when left out.',
          ),
        ),
      ),
      until: v.optional(
        v.pipe(
          v.string(),
          v.description('Stable key of the step that the run ends with, or its key in references.'),
        ),
      ),
    }),
    errors: [409],
    status: 202,
    answer: v.object({ executionId: id }),
    handler: async ({ deps, actor, param, body }) => {
      const payload = await payloadOf(deps, param('id'), body);
      const from = beginningOf(body);
      const request = payload === undefined && from ? undefined : testRequest(payload ?? {});
      const wanted = { flow: body.flow, until: body.until, from, request };
      const { id } = await startTest(actingAs(deps, actor), param('id'), wanted);
      return { executionId: id };
    },
  }),
  route({
    name: 'getTestConfiguration',
    method: 'GET',
    path: '/integrations/:id/test-configuration',
    right: 'integrations:read',
    summary: 'Answers the values that tests run with, secrets masked, and what they lack',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: configurationAnswer,
    handler: async ({ deps, param }) => await shownConfiguration(deps, param('id')),
  }),
  route({
    name: 'setTestConfiguration',
    method: 'PUT',
    path: '/integrations/:id/test-configuration',
    right: 'integrations:write',
    summary: 'Sets values that tests run with, by key; variables that are not named keep theirs',
    query: noQuery,
    body: anyFields,
    status: 200,
    answer: configurationAnswer,
    handler: async ({ deps, actor, param, body }) => {
      await configureTests(actingAs(deps, actor), param('id'), body);
      return await shownConfiguration(deps, param('id'));
    },
  }),
  route({
    name: 'addPayload',
    method: 'POST',
    path: '/integrations/:id/payloads',
    right: 'integrations:write',
    summary: 'Keeps a payload under a name, to test flows with',
    query: noQuery,
    body: fields({ name, ...payloadFields }),
    errors: [409],
    status: 201,
    answer: v.object(payloadFacts),
    handler: async ({ deps, actor, param, body: { name, ...payload } }) =>
      shown(await change(deps, actor, (tx) => addPayload(tx, deps.vault, param('id'), name, payload))),
  }),
  route({
    name: 'listPayloads',
    method: 'GET',
    path: '/integrations/:id/payloads',
    right: 'integrations:read',
    summary: 'Lists the named payloads of an integration, oldest first',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(v.object(payloadFacts)),
    handler: async ({ deps, param, query }) => {
      const { items, nextCursor } = await listPayloads(deps.store.read, param('id'), pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'getPayload',
    method: 'GET',
    path: '/integrations/:id/payloads/:payload',
    right: 'integrations:read',
    summary: 'Answers a named payload; headers and parameters with the name of a secret are masked',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: v.object({ ...payloadFacts, ...payloadFields }),
    handler: async ({ deps, param }) => {
      const { payload, ...facts } = await getPayload(
        deps.store.read,
        deps.vault,
        param('id'),
        param('payload'),
      );
      const { headers = {}, queryParameters = {}, body } = payload;
      return { ...shown(facts), headers: masked(headers), queryParameters: masked(queryParameters), body };
    },
  }),
  route({
    name: 'renamePayload',
    method: 'PATCH',
    path: '/integrations/:id/payloads/:payload',
    right: 'integrations:write',
    summary: 'Renames a named payload',
    query: noQuery,
    body: fields({ name }),
    errors: [409],
    status: 200,
    answer: v.object(payloadFacts),
    handler: async ({ deps, actor, param, body }) =>
      shown(await change(deps, actor, (tx) => renamePayload(tx, param('id'), param('payload'), body.name))),
  }),
  route({
    name: 'deletePayload',
    method: 'DELETE',
    path: '/integrations/:id/payloads/:payload',
    right: 'integrations:write',
    summary: 'Deletes a named payload',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      await change(deps, actor, (tx) => deletePayload(tx, param('id'), param('payload')));
    },
  }),
];

type Given = { payload?: TestPayload | undefined; payloadId?: string | undefined };

type Asked = {
  from?: string | undefined;
  only?: true | undefined;
  rounds?: number[] | undefined;
  until?: string | undefined;
};

/** Undefined for a run that begins with the trigger. */
function beginningOf({ from = 'trigger', only, rounds, until }: Asked): Beginning | undefined {
  if (only && until !== undefined) throw wrongly('only', 'must not be given beside until');
  if (from !== 'trigger') return { step: from, only: only === true, rounds };
  if (only) throw wrongly('only', 'needs a step in from');
  if (rounds) throw wrongly('rounds', 'needs a step in from');
  return undefined;
}

function wrongly(path: string, message: string): AppError {
  return new AppError('invalid', 'A test run cannot begin and end so.', [{ path, message }]);
}

async function payloadOf(deps: Deps, integrationId: string, given: Given): Promise<TestPayload | undefined> {
  const { payload, payloadId } = given;
  if (payloadId === undefined) return payload;
  if (payload === undefined)
    return (await getPayload(deps.store.read, deps.vault, integrationId, payloadId)).payload;
  const issue = { path: 'payloadId', message: 'must not be given beside payload' };
  throw new AppError('invalid', 'A test run has one payload.', [issue]);
}

async function shownConfiguration(deps: Deps, integrationId: string) {
  const { read } = deps.store;
  const draft = await getDraftText(read, integrationId);
  const compiled = await deps.compiledVersions.draft(read, integrationId, draft);
  const values = await shownTestValues(read, deps, integrationId, compiled.configVars);
  return {
    values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, withoutFilledIn(value)])),
    problems: await missingForTests(deps, integrationId, compiled),
  };
}

function shown({ id, name, createdAt, updatedAt }: NamedPayload) {
  return { id, name, createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
}

function masked<Value>(given: Record<string, Value>): Record<string, Value | string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, isSecretName(name) ? MASK : value]),
  );
}
