import { plural } from '../../lib/format.ts';
import type { Action, Component, ConnectionDeclaration, InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset } from '../conversions.ts';
import * as options from '../kit/options.ts';
import { LONGEST_MS } from '../kit/sockets.ts';
import { given, read } from '../read.ts';
import { byKey } from '../records.ts';
import { ask, rowsOf } from './ask.ts';
import { connectionOf, declared, serverConnection } from './connection.ts';
import { queryOf } from './parameters.ts';
import { pollTable } from './poll-table.ts';

const queryField: InputDeclaration = {
  key: 'queryField',
  label: 'Query',
  type: 'code',
  language: 'sql',
  comments:
    'SQL with ? for each parameter. Values are sent beside the query, never in it; a list stands for as many question marks, as in IN (?).',
  example: 'SELECT * FROM orders WHERE status = ? AND total > ?',
  required: true,
};
const listed: InputDeclaration = {
  key: 'params',
  label: 'Parameters',
  type: 'string',
  collection: 'valuelist',
  comments: 'The values of the question marks, in their order.',
};
const referenceParams: InputDeclaration = {
  key: 'referenceParams',
  label: 'Reference parameters',
  type: 'code',
  language: 'json',
  comments: 'The values as a list that an earlier step has made, instead of those above.',
  example: '["new", 100]',
};
const { timeout } = options;
const debug: InputDeclaration = {
  ...options.debug,
  comments: 'Write the query and how many rows it has to the log; its values are left out.',
};

function parametersIn(params: Params): unknown[] {
  const own = isUnset(given(params, listed)) ? [] : read.list(params, listed);
  if (isUnset(given(params, referenceParams))) return own;
  if (own.length === 0) return read.list(params, referenceParams);
  throw new InputError(
    `The query has parameters in both inputs: empty the input "${listed.label}" or "${referenceParams.label}".`,
  );
}

const query: Action = {
  key: 'query',
  display: { label: 'Query', description: 'Runs a query and answers its rows, or how many it has changed.' },
  inputs: [serverConnection, queryField, listed, referenceParams, timeout, debug],
  async perform(context, params) {
    const asked = queryOf(read.text(params, queryField), parametersIn(params));
    if (asked.text.trim() === '')
      throw new InputError(`The input "${queryField.label}" is empty: write what to ask MySQL.`);
    const ms = isUnset(given(params, timeout)) ? 0 : read.integer(params, timeout, 0, LONGEST_MS);
    const isDebug = read.boolean(params, debug);
    if (isDebug) context.logger.debug('MySQL query', asked.text, plural(asked.values.length, 'parameter'));
    const answer = await ask(context, connectionOf(params), asked, ms);
    if (isDebug && Array.isArray(answer))
      context.logger.debug('MySQL answered', plural(answer.length, 'row'));
    return { data: answer };
  },
  examplePayload: { data: [{ id: 42, status: 'new' }] },
};

const connection: ConnectionDeclaration = {
  ...declared,
  async check(context, tried) {
    const text = 'SELECT CURRENT_USER() AS who, DATABASE() AS place';
    const [row] = await rowsOf(context, tried, { text, values: [] });
    return { message: `Connected as ${String(row?.who)} to the database ${String(row?.place)}` };
  },
};

export const mysql: Component = {
  key: 'mysql',
  public: true,
  display: {
    label: 'MySQL',
    description: 'Queries MySQL and MariaDB databases, and starts flows with the new rows of a table.',
    category: 'Storage',
  },
  actions: byKey([query]),
  triggers: byKey([pollTable]),
  dataSources: {},
  connections: [connection],
};
