import { plural } from '../../lib/format.ts';
import type { Action, Component, ConnectionDeclaration, InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset, parseIfJson, refuse } from '../conversions.ts';
import * as options from '../kit/options.ts';
import { LONGEST_MS } from '../kit/sockets.ts';
import { given, read } from '../read.ts';
import { byKey, fromPairs, isRecord } from '../records.ts';
import { ask } from './ask.ts';
import { connectionOf, declared, serverConnection } from './connection.ts';
import { queryOf } from './parameters.ts';
import { pollTable } from './poll-table.ts';

const queryField: InputDeclaration = {
  key: 'queryField',
  label: 'Query',
  type: 'code',
  language: 'sql',
  comments: `SQL with \${name} for each named parameter, or with $1, $2, … for the items of a list. Values are sent beside the query, never in it; \${ids:csv} stands for the items of a list, \${order:json} for a value as JSON.`,
  example: `SELECT * FROM orders WHERE status = \${status}`,
  required: true,
};

const named: InputDeclaration = {
  key: 'params',
  label: 'Named parameters',
  type: 'string',
  collection: 'keyvaluelist',
  comments: 'The values of the names in the query.',
};

const paramsObject: InputDeclaration = {
  key: 'paramsObject',
  label: 'Parameters object or array',
  type: 'code',
  language: 'json',
  comments:
    'More named parameters as an object, after which those above win; or a list of the values for $1, $2 and so on.',
  example: '{"status": "new"}',
};

const { timeout } = options;
const debug: InputDeclaration = {
  ...options.debug,
  comments: 'Write the query and how many rows it has to the log; its values are left out.',
};

function parametersIn(params: Params): Record<string, unknown> | unknown[] {
  const pairs = read.pairs(params, named);
  const value = parseIfJson(given(params, paramsObject));
  if (isUnset(value)) return fromPairs(pairs);
  if (isRecord(value)) return { ...value, ...fromPairs(pairs) };
  if (!Array.isArray(value)) return refuse(value, paramsObject.label, 'an object or a list');
  if (pairs.length === 0) return value;
  throw new InputError(
    `The query has both named parameters and a list of them: empty the input "${named.label}" or "${paramsObject.label}".`,
  );
}

const query: Action = {
  key: 'query',
  display: { label: 'Query', description: 'Runs a query and answers its rows.' },
  inputs: [serverConnection, queryField, named, paramsObject, timeout, debug],
  async perform(context, params) {
    const asked = queryOf(read.text(params, queryField), parametersIn(params));
    if (asked.text.trim() === '')
      throw new InputError(`The input "${queryField.label}" is empty: write what to ask PostgreSQL.`);
    const ms = isUnset(given(params, timeout)) ? 0 : read.integer(params, timeout, 0, LONGEST_MS);
    const isDebug = read.boolean(params, debug);
    if (isDebug)
      context.logger.debug('PostgreSQL query', asked.text, plural(asked.values.length, 'parameter'));
    const rows = await ask(context, connectionOf(params), asked, ms);
    if (isDebug) context.logger.debug('PostgreSQL answered', plural(rows.length, 'row'));
    return { data: rows };
  },
  examplePayload: { data: [{ id: 42, status: 'new' }] },
};

const connection: ConnectionDeclaration = {
  ...declared,
  async check(context, tried) {
    const text = 'SELECT current_user AS who, current_database() AS place';
    const [row] = await ask(context, tried, { text, values: [] });
    return { message: `Connected as ${String(row?.who)} to the database ${String(row?.place)}` };
  },
};

export const postgres: Component = {
  key: 'postgres',
  public: true,
  display: {
    label: 'PostgreSQL',
    description: 'Queries PostgreSQL databases, and starts flows with the new rows of a table.',
    category: 'Storage',
  },
  actions: byKey([query]),
  triggers: byKey([pollTable]),
  dataSources: {},
  connections: [connection],
};
