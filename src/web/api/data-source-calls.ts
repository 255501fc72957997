import * as v from 'valibot';
import type { InputDeclaration, Params } from '../../components/component.ts';
import { isSecret } from '../../definition/document/secret-inputs.ts';
import { Secret } from '../../lib/crypto.ts';
import { AppError } from '../../lib/errors.ts';
import { isRecord, own } from '../../lib/records.ts';
import { getCustomer } from '../../models/customers.ts';
import type { Actor } from '../../models/rights.ts';
import { viewerOf } from '../../models/viewer.ts';
import { fields } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { id, object } from './schemas.ts';

const inputs = v.pipe(
  object,
  v.description('By the keys of its inputs; what is left out has its default. They are stored nowhere.'),
);

const answer = v.object({
  result: v.pipe(v.unknown(), v.description('What it offers; null where it failed.')),
  error: v.pipe(v.nullable(v.string()), v.description('Why it failed.')),
  logs: v.array(v.object({ level: v.string(), message: v.string() })),
});

export const dataSourceCalls: Route[] = [
  route({
    name: 'callDataSource',
    method: 'POST',
    path: '/components/:key/data-sources/:dataSource/calls',
    right: 'test-runs:write',
    summary: 'Tries what a data source offers a customer, with the inputs that are given',
    query: noQuery,
    body: fields({ customerId: id, inputs: v.optional(inputs, {}) }),
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body, signal }) => {
      const { id, externalId, name } = await getCustomer(deps.store.read, viewerOf(actor), body.customerId);
      const source = deps.catalog.dataSource({ component: { key: param('key') }, key: param('dataSource') });
      if (!source) throw new AppError('not_found', 'There is no such data source here.');
      const params = withDefaults(body.inputs, source.inputs);
      const caller = {
        customer: { id, externalId: externalId ?? '', name },
        instance: { id: '', name: '' },
        user: userOf(actor),
        configVars: {},
        secrets: secretsIn(params, source.inputs),
        signal,
      };
      const called = await deps.engine.callPart(caller, source.display.label, async (context) => {
        const { result } = await source.perform(context, params);
        return result;
      });
      const { logs } = called;
      return called.ok
        ? { result: called.result, error: null, logs }
        : { result: null, error: called.error.message, logs };
    },
  }),
];

function withDefaults(given: Params, declared: readonly InputDeclaration[]): Params {
  const defaults = declared.flatMap(({ key, default: fallback }) =>
    fallback === undefined ? [] : [[key, fallback]],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

function userOf(actor: Actor) {
  const { name, email } = actor.kind === 'user' ? actor : { name: '', email: '' };
  return { id: actor.kind === 'user' ? actor.id : '', email, name, externalId: '' };
}

/** Texts that are declared as secrets or named like one, also within a connection. */
function secretsIn(params: Params, declared: readonly InputDeclaration[]): Secret[] {
  const known = Object.fromEntries(declared.map((input) => [input.key, input]));
  return Object.entries(params).flatMap(([key, value]) => hidden(key, value, own(known, key)));
}

function hidden(key: string, value: unknown, declared?: InputDeclaration): Secret[] {
  if (isRecord(value)) return Object.entries(value).flatMap(([inner, each]) => hidden(inner, each));
  if (Array.isArray(value)) return value.flatMap((each) => hidden(key, each, declared));
  return typeof value === 'string' && isSecret(key, declared) ? [new Secret(value)] : [];
}
