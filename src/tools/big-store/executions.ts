/** Executions of the last fortnight. */
import type { Database as Sqlite } from 'bun:sqlite';
import { packInline } from '../../db/payload.ts';
import { type ExecutionStatus, executionRequests, executionSeconds, executions } from '../../db/schema.ts';
import { secondOf } from '../../lib/ids.ts';
import { DAY, HOUR, MINUTE } from '../../lib/time.ts';
import { encode } from '../../lib/wire.ts';
import type { StoredRequest } from '../../models/requests.ts';
import { fillCounts } from './counts.ts';
import { SCHEDULE_FLOW, WEBHOOK_FLOW } from './definition.ts';
import type { Instance } from './instances.ts';
import { type Random, zipf } from './random.ts';
import { insertRows } from './rows.ts';

export type Execution = typeof executions.$inferInsert;

/** A little less than what is kept, so that the housekeeping of a server finds nothing to delete. */
const SPAN = 13.5 * DAY;

/**
 * Newest last, spread evenly. A few instances have many of them; some have failed for two days. Two of them, `loop` and
 * `log`, took more than a minute.
 */
export function fillExecutions(
  sqlite: Sqlite,
  random: Random,
  count: number,
  instances: Instance[],
  now: number,
): { executions: Execution[]; loop: Execution; log: Execution } {
  const running = instances.filter(({ state }) => state === 'active' || state === 'paused');
  const instanceOf = zipf(random, running);
  const failing = new Set(running.filter((_, rank) => rank % 150 === 7).map(({ id }) => id));
  const payloads = Array.from({ length: 50 }, (_, index) => packInline(encode(requestNumber(index))));
  const rows: Execution[] = [];
  for (let index = 0; index < count; index++) {
    const at = Math.floor(now - SPAN + (index / count) * SPAN);
    const isLate = count - index <= count / 50;
    const instance = instanceOf();
    const row = executionOf(
      random,
      instance,
      at,
      failing.has(instance.id) && now - at < 2 * DAY,
      isLate,
      now,
    );
    const before = rows[index - 1];
    if (before?.status === 'failed' && random.chance(0.15)) Object.assign(row, replayOf(before));
    rows.push(row);
  }
  const [loop, log] = [madeLong(rows, 0.9), madeLong(rows, 0.92)];
  insertRows(sqlite, executions, rows);
  insertRows(
    sqlite,
    executionRequests,
    rows.map(({ id }) => ({ executionId: id, payload: random.pick(payloads) })),
  );
  insertRows(sqlite, executionSeconds, secondsOf(rows));
  fillCounts(sqlite, rows);
  return { executions: rows, loop, log };
}

function secondsOf(rows: Execution[]) {
  const owners = rows.flatMap(({ id, customerId, integrationId, instanceId }) =>
    [customerId, integrationId, instanceId].map((owner) => ({ owner, second: secondOf(id) })),
  );
  return new Map(owners.map((each) => [`${each.owner} ${each.second}`, each])).values();
}

function madeLong(rows: Execution[], share: number): Execution {
  const row = rows[Math.floor(rows.length * share)];
  if (!row) throw new Error('There are no executions.');
  const times = { startedAt: row.queuedAt + 5, endedAt: row.queuedAt + 70_000 };
  const kind = { kind: 'webhook' as const, flow: WEBHOOK_FLOW, replayOf: null };
  return Object.assign(row, { status: 'succeeded' as const, error: null }, times, kind);
}

function replayOf(before: Execution): Partial<Execution> {
  const { instanceId, customerId, integrationId, version, flow, id } = before;
  return { instanceId, customerId, integrationId, version, flow, replayOf: id, kind: 'replay' };
}

/** Two in a hundred fail; of the newest, half are open still, which is one in a hundred of all. */
function executionOf(
  random: Random,
  instance: Instance,
  at: number,
  isFailing: boolean,
  isLate: boolean,
  now: number,
): Execution {
  const status: ExecutionStatus =
    isLate && random.chance(0.5)
      ? random.pick(['waiting', 'waiting', 'waiting', 'queued', 'running'] as const)
      : endOf(random.next(), isFailing);
  const isOpen = status === 'waiting' || status === 'queued' || status === 'running';
  const isSchedule = random.chance(0.2);
  const startedAt = status === 'queued' || status === 'skipped' ? null : at + 2 + random.below(40);
  return {
    id: random.id('exe', at),
    instanceId: instance.id,
    customerId: instance.customerId,
    integrationId: instance.integrationId,
    version: instance.version,
    flow: isSchedule ? SCHEDULE_FLOW : WEBHOOK_FLOW,
    kind: isSchedule ? 'schedule' : 'webhook',
    status,
    queuedAt: at,
    runAt: status === 'waiting' ? now + HOUR + random.below(600) * MINUTE : at,
    startedAt,
    endedAt: isOpen ? null : Math.min((startedAt ?? at) + 20 + random.below(4000), now),
    leaseOwner: status === 'running' ? random.id('boot', now - DAY) : null,
    crashes: 0,
    cursor: null,
    error: errorOf(status),
    replayOf: null,
    depth: 0,
    origin: null,
    size: 800 + random.below(4000),
  };
}

function endOf(share: number, isFailing: boolean): ExecutionStatus {
  if (isFailing || share < 0.02) return 'failed';
  if (share < 0.025) return 'cancelled';
  return share < 0.03 ? 'skipped' : 'succeeded';
}

function errorOf(status: ExecutionStatus): Execution['error'] {
  if (status === 'failed')
    return {
      message: 'The server answered 503 Service Unavailable: Wartungsarbeiten',
      step: 'Post order',
      name: 'HttpError',
    };
  if (status === 'cancelled') return { message: 'Cancelled by a user.' };
  return status === 'skipped' ? { message: 'Another execution of this flow is running.' } : null;
}

function requestNumber(index: number): StoredRequest {
  const text = JSON.stringify({
    since: index,
    customer: 'Großhandel Süd',
    items: [{ sku: `A-${index}`, quantity: 2 }],
  });
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'shop/2.1', 'x-order': String(index) },
    queryParameters: index % 5 === 0 ? { test: 'ja' } : {},
    pathFragment: '',
    contentType: 'application/json',
    body: { kind: 'text', text },
  };
}
