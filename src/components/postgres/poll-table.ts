import type { ActionContext, InputDeclaration, Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { type Polling, pollingTrigger } from '../kit/polling.ts';
import { read } from '../read.ts';
import { isRecord, ownValue } from '../records.ts';
import { POLLED_PREFIX } from '../reserved.ts';
import { ask } from './ask.ts';
import { connectionInput, connectionOf } from './connection.ts';

const tableName: InputDeclaration = {
  key: 'tableName',
  label: 'Table',
  type: 'string',
  comments:
    'The table or view, as the database spells it; with its schema where that is not in the search path.',
  example: 'public.orders',
  required: true,
};

const cursorColumn: InputDeclaration = {
  key: 'cursorColumn',
  label: 'Cursor column',
  type: 'string',
  comments:
    'A column that every new row has a larger value in than the rows before: a growing number for new rows, the time of the last change for changed rows too.',
  example: 'id',
  required: true,
};

const includeExisting: InputDeclaration = {
  key: 'includeExisting',
  label: 'Include existing rows',
  type: 'boolean',
  comments:
    'Begin with the rows that are there already, instead of with those that come after the first look.',
  default: 'false',
};

const limit: InputDeclaration = {
  key: 'limit',
  label: 'Rows per run',
  type: 'string',
  comments:
    'How many rows a run is given; the next one goes on after them. Rows with the same value in the cursor column stay together, even if that makes more.',
  default: '1000',
};

const MOST_ROWS = 100_000;
/** Its name in the answer, where no column of a table is called so. */
const CURSOR = '__stepwell_cursor';

const placeOf = (params: Params) =>
  JSON.stringify([read.text(params, tableName), read.text(params, cursorColumn)]);
const formerPlaceOf = (place: string) => POLLED_PREFIX + place;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

function names(params: Params): { table: string; column: string } {
  const needed = (input: InputDeclaration) => {
    const text = read.text(params, input).trim();
    if (text === '' || text.includes('\0'))
      throw new InputError(`The input "${input.label}" is empty: fill it in.`);
    return text;
  };
  return {
    table: needed(tableName).split('.').map(quoted).join('.'),
    column: `t.${quoted(needed(cursorColumn))}`,
  };
}

/** The rows after those that the state knows of, and how far they go: text, since dates would lose what is below a millisecond. */
async function newRows(
  context: ActionContext,
  params: Params,
  polling: Polling,
): Promise<Record<string, unknown>[]> {
  const { table, column } = names(params);
  const most = read.integer(params, limit, 1, MOST_ROWS);
  const place = placeOf(params);
  const kept = ownValue(polling.getState(), place) ?? ownValue(context.instanceState, formerPlaceOf(place));
  const cursor = isRecord(kept) ? kept.after : undefined;
  const of = `${column}::text AS ${CURSOR} FROM ${table} AS t WHERE ${column}`;
  const isFirst = kept === undefined && !read.boolean(params, includeExisting);
  const rows = await ask(
    context,
    connectionOf(params),
    isFirst
      ? { text: `SELECT ${of} IS NOT NULL ORDER BY ${column} DESC LIMIT 1`, values: [] }
      : {
          text: `SELECT t.*, ${of} ${typeof cursor === 'string' ? '> $2' : 'IS NOT NULL'} ORDER BY ${column} FETCH FIRST ($1) ROWS WITH TIES`,
          values: typeof cursor === 'string' ? [most, cursor] : [most],
        },
  );
  const after = rows.at(-1)?.[CURSOR] ?? cursor ?? null;
  polling.setState({ ...polling.getState(), [place]: { after } });
  return isFirst ? [] : rows.map(({ [CURSOR]: _, ...row }) => row);
}

export const pollTable = pollingTrigger({
  key: 'pollTable',
  label: 'Poll table',
  description: 'Starts the flow on its schedule with the rows of a table that have come since the last run.',
  inputs: [connectionInput, tableName, cursorColumn, includeExisting, limit],
  triggerResolverSupport: 'valid',
  alsoReads: (params) => [formerPlaceOf(placeOf(params))],
  async perform(context, payload, params, polling) {
    const rows = await newRows(context, params, polling);
    return {
      payload: { ...payload, body: { data: rows, contentType: 'application/json' } },
      polledNoChanges: rows.length === 0,
    };
  },
  examplePayload: {
    payload: { body: { data: [{ id: 42, status: 'new' }], contentType: 'application/json' } },
  },
});
