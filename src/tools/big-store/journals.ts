/** What executions have left behind: a row for each step, and lines of the log. */
import type { Database as Sqlite } from 'bun:sqlite';
import { packInline } from '../../db/payload.ts';
import { type LogLevel, logs, stepResults } from '../../db/schema.ts';
import { encode } from '../../lib/wire.ts';
import { WEBHOOK_FLOW } from './definition.ts';
import type { Execution } from './executions.ts';
import type { Random } from './random.ts';
import { insertRows } from './rows.ts';
import { LOG_LINES } from './words.ts';

type Row = typeof stepResults.$inferInsert;
type Order = { id: string; sku: string; note: string };

const LEVELS: LogLevel[] = ['info', 'info', 'info', 'debug', 'debug', 'trace', 'warn', 'error'];

/** The rows of one execution that has gone round its loop so many times. */
export function fillJournal(sqlite: Sqlite, execution: Execution, rounds: number): void {
  insertRows(sqlite, stepResults, rowsOf(execution, rounds));
}

export function fillLogs(sqlite: Sqlite, random: Random, execution: Execution, lines: number): void {
  insertRows(
    sqlite,
    logs,
    Array.from({ length: lines }, (_, index) => ({
      executionId: execution.id,
      sequence: index + 1,
      at: execution.queuedAt + index,
      level: random.pick(LEVELS),
      step: random.pick(['Fetch orders', 'Post order']),
      message: random.pick(LOG_LINES),
    })),
  );
}

function rowsOf(execution: Execution, rounds: number): Row[] {
  let sequence = 0;
  const begin = execution.startedAt ?? execution.queuedAt;
  const row = (
    path: string,
    name: string,
    action: string,
    input: unknown,
    data: unknown,
    more: Partial<Row> = {},
  ): Row => {
    const [component = '', key = ''] = action.split('.');
    sequence += 1;
    return {
      executionId: execution.id,
      path,
      sequence,
      name,
      component,
      action: key,
      status: 'succeeded',
      startedAt: begin + sequence * 3,
      endedAt: begin + sequence * 3 + 2 + (sequence % 11),
      attempt: 1,
      input: packInline(encode(input)),
      output: packInline(encode({ data })),
      sealedOutput: null,
      error: null,
      ...more,
    };
  };
  if (execution.flow !== WEBHOOK_FLOW) {
    return [
      row('lastTotal', 'Last total', 'persist-data.getCrossFlowValue', { keyInput: 'last' }, 1250),
      row('report', 'Report', 'log.writeLog', { level: 'info', message: 'Total so far: 1250' }, null),
    ];
  }
  const orders = Array.from({ length: rounds }, (_, index) => orderNumber(index));
  const fetched = { statusCode: 200, body: { total: 1250, orders } };
  const rows = [
    row(
      'fetchOrders',
      'Fetch orders',
      'http.httpGet',
      { url: 'http://127.0.0.1:9/source/orders?since=4' },
      fetched,
    ),
  ];
  const loop = row(
    'eachOrder',
    'Each order',
    'loop.loopOverItems',
    { items: orders },
    orders.map(({ id }) => ({ accepted: id })),
  );
  rows.push(loop);
  for (const [index, order] of orders.entries()) {
    rows.push(
      row(
        `eachOrder[${index}].orderLine`,
        'Order line',
        'text-manipulation.upperCase',
        { text: order.sku },
        order.sku.toUpperCase(),
      ),
    );
    const isLast = execution.status === 'failed' && index === rounds - 1;
    const post = row(
      `eachOrder[${index}].postOrder`,
      'Post order',
      'http.httpPost',
      { url: `http://127.0.0.1:9/target/orders/${order.id}`, data: order },
      { accepted: order.id },
    );
    rows.push(
      isLast ? { ...post, status: 'failed', output: null, attempt: 4, error: execution.error } : post,
    );
  }
  loop.endedAt = rows.at(-1)?.endedAt ?? loop.endedAt;
  if (execution.status !== 'succeeded') {
    // It has not come to the loop's end: the row holds the items alone.
    loop.status = 'running';
    return rows;
  }
  rows.push(
    row('needsApproval', 'Needs approval', 'branch.branchOnExpression', {}, 'Large'),
    row(
      'askForApproval',
      'Ask for approval',
      'log.writeLog',
      { level: 'warn', message: '1250 waits for an approval.' },
      null,
    ),
    row(
      'remember',
      'Remember',
      'persist-data.saveCrossFlowValue',
      { keyInput: 'last', valueInput: 1250 },
      1250,
    ),
  );
  return rows;
}

function orderNumber(index: number): Order {
  return {
    id: `O-${index}`,
    sku: `größe-${index % 40}`,
    note: 'Bitte beim Nachbarn abgeben, <b>nicht</b> im Regen stehen lassen.',
  };
}
