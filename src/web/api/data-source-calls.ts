import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { getCustomer } from '../../models/customers.ts';
import { viewerOf } from '../../models/viewer.ts';
import { callDataSource } from '../data-source-call.ts';
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
      const called = await callDataSource(
        { deps, actor, customer: { id, externalId, name }, configVars: {}, signal },
        source,
        body.inputs,
      );
      const { logs } = called;
      return called.ok
        ? { result: called.result, error: null, logs }
        : { result: null, error: called.error.message, logs };
    },
  }),
];
