import type { ActionContext, ConnectionValue, InputDeclaration, Params, Trigger } from '../component.ts';
import { InputError } from '../conversions.ts';
import { read } from '../read.ts';
import { isRecord, ownValue } from '../records.ts';
import { POLLED_PREFIX } from '../reserved.ts';
import { type Polling, pollingTrigger } from './polling.ts';

type Query = { text: string; values: (string | number)[] };
type Row = Record<string, unknown>;

/** How a database is asked for the rows of a table after others. */
export type PolledDatabase = {
  connectionInput: InputDeclaration;
  /** The example of a table's name. */
  example: string;
  connectionOf(params: Params): ConnectionValue;
  ask(context: ActionContext, connection: ConnectionValue, query: Query): Promise<Row[]>;
  /** A name as it stands in SQL, whatever is in it. */
  quoted(name: string): string;
  /** Asks for the largest value of the column, as text under the name. */
  last(table: string, column: string, name: string): Query;
  /**
   * Asks for the rows after a value, all columns and the value as text under the name; rows with the same value stay
   * together, even if that makes more than `most`. From the first one on where there is no value.
   */
  after(place: { table: string; column: string; name: string }, most: number, value?: string): Query;
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

/** The trigger that looks into a table on a schedule, and knows how far it has read. */
export function polledTable(database: PolledDatabase): Trigger {
  const tableName: InputDeclaration = {
    key: 'tableName',
    label: 'Table',
    type: 'string',
    comments:
      'The table or view, as the database spells it; with its schema where that is not the usual one.',
    example: database.example,
    required: true,
  };
  const placeOf = (params: Params) =>
    JSON.stringify([read.text(params, tableName), read.text(params, cursorColumn)]);
  const formerPlaceOf = (place: string) => POLLED_PREFIX + place;

  function names(params: Params): { table: string; column: string; name: string } {
    const needed = (input: InputDeclaration) => {
      const text = read.text(params, input).trim();
      if (text === '' || text.includes('\0'))
        throw new InputError(`The input "${input.label}" is empty: fill it in.`);
      return text;
    };
    return {
      table: needed(tableName).split('.').map(database.quoted).join('.'),
      column: `t.${database.quoted(needed(cursorColumn))}`,
      name: CURSOR,
    };
  }

  /** The rows after those that the state knows of, and how far they go: text, since dates would lose what is below a millisecond. */
  async function newRows(context: ActionContext, params: Params, polling: Polling): Promise<Row[]> {
    const place = names(params);
    const most = read.integer(params, limit, 1, MOST_ROWS);
    const key = placeOf(params);
    const kept = ownValue(polling.getState(), key) ?? ownValue(context.instanceState, formerPlaceOf(key));
    const cursor = isRecord(kept) ? kept.after : undefined;
    const isFirst = kept === undefined && !read.boolean(params, includeExisting);
    const rows = await database.ask(
      context,
      database.connectionOf(params),
      isFirst
        ? database.last(place.table, place.column, CURSOR)
        : database.after(place, most, typeof cursor === 'string' ? cursor : undefined),
    );
    const after = rows.at(-1)?.[CURSOR] ?? cursor ?? null;
    polling.setState({ ...polling.getState(), [key]: { after } });
    return isFirst ? [] : rows.map(({ [CURSOR]: _, ...row }) => row);
  }

  return pollingTrigger({
    key: 'pollTable',
    label: 'Poll table',
    description:
      'Starts the flow on its schedule with the rows of a table that have come since the last run.',
    inputs: [database.connectionInput, tableName, cursorColumn, includeExisting, limit],
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
}
