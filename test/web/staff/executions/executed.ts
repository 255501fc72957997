/** Executions as an engine would have left them, of an integration that retries, branches and loops. */
import type { ExecutionStatus, StoredError } from '../../../../src/db/schema.ts';
import { targetOf } from '../../../../src/models/deployments.ts';
import { enqueue, type NewExecution } from '../../../../src/models/executions.ts';
import { getInstance } from '../../../../src/models/instances.ts';
import { claim, putAside, release } from '../../../../src/models/leases.ts';
import { type LogLine, writeLogs } from '../../../../src/models/logs.ts';
import { pauseExecution } from '../../../../src/models/pauses.ts';
import { packRequest, type StoredRequest } from '../../../../src/models/requests.ts';
import { type StepResult, writeStepResult } from '../../../../src/models/step-results.ts';
import { customer, publishedShop } from '../../../support/api-records.ts';
import { packing, request } from '../../../support/api-runs.ts';
import { call, type Desk, textAt } from '../../../support/app.ts';
import { finished } from '../../../support/records.ts';
import { EVERYTHING } from '../../../support/viewers.ts';

type Json = Record<string, unknown>;

function step(name: string, component: string, key: string, more: Json = {}): Json {
  const action = { key, component: { key: component, version: 'LATEST', isPublic: true } };
  return { name, action, inputs: {}, ...more };
}

const note = (name: string) => step(name, 'log', 'writeLog');
const trigger = step('New paid order', 'webhook-triggers', 'webhook', { isTrigger: true });

export const orderDefinition = {
  definitionVersion: 7,
  name: 'Acme order sync',
  endpointType: 'flow_specific',
  flows: [
    {
      name: 'Order sync',
      stableKey: 'order-sync',
      steps: [
        trigger,
        step('Get order', 'http', 'httpGet', {
          errorConfig: { errorHandlerType: 'retry', maxAttempts: 2, delaySeconds: 1 },
        }),
        step('Is it from the EU?', 'branch', 'branchOnValue', {
          branches: [
            { name: 'Yes', steps: [note('Work out VAT')] },
            { name: 'Else', steps: [note('Get customs codes')] },
          ],
        }),
        step('Create sales order', 'http', 'httpPost', {
          errorConfig: { errorHandlerType: 'retry', maxAttempts: 2, delaySeconds: 1 },
        }),
        step('For each line', 'loop', 'loopOverItems', {
          steps: [note('Reserve stock'), note('Print label')],
        }),
        note('Tell the warehouse'),
      ],
    },
  ],
};

/** An instance of it that is active. */
export async function deployedOrders(
  desk: Desk,
  name = 'Bramble & Co',
  definition: unknown = orderDefinition,
) {
  const integrationId = await publishedShop(desk.app, definition);
  const customerId = await customer(desk.app, name);
  const made = await call(desk.app, 'POST', '/instances', {
    integrationId,
    customerId,
    name: 'Orders of Bramble',
  });
  return { integrationId, customerId, instanceId: textAt(made, 'id') };
}

export type Row = {
  path: string;
  name: string;
  status?: StepResult['status'];
  /** Milliseconds after the start of the run. */
  from?: number;
  to?: number;
  attempt?: number;
  input?: unknown;
  output?: unknown;
  error?: StoredError;
};

export type RunOptions = {
  rows?: Row[];
  status?: ExecutionStatus;
  error?: StoredError;
  logs?: Pick<LogLine, 'level' | 'step' | 'message'>[];
  request?: StoredRequest;
  kind?: NewExecution['kind'];
  more?: Partial<NewExecution>;
  runAt?: number;
};

export const BOOT = 'boot_test';

/** A run of the flow that has come so far. */
export async function run({ deps }: Desk, instanceId: string, options: RunOptions = {}): Promise<string> {
  const { status = 'succeeded', kind = 'webhook', more = {} } = options;
  const { store } = deps;
  const instance = await getInstance(store.read, EVERYTHING, instanceId);
  const payload = await packRequest(
    options.request ?? request({ kind: 'text', text: '{"order":1}' }),
    store.blobs,
    deps.vault,
  );
  const made = { ...targetOf(instance, 'Order sync'), kind, payload, ...more };
  const { id } = await store.write((tx) => enqueue(tx, made));
  if (status === 'queued' || status === 'skipped') return id;
  const start = Date.now() - 5000;
  await store.write((tx) => claim(tx, id, BOOT, start));
  await addRows(deps, id, start, options.rows ?? []);
  await addLogs(deps, id, start, options.logs ?? []);
  const cursor = options.rows?.at(-1)?.path ?? null;
  const error = options.error ?? { message: 'It broke.' };
  await store.write(async (tx) => {
    if (status === 'waiting')
      await putAside(tx, id, BOOT, cursor ?? '', options.runAt ?? Date.now() + 60_000);
    else if (status === 'paused') {
      await release(tx, id, BOOT);
      await pauseExecution(tx, EVERYTHING, id);
    } else if (status === 'succeeded') await finished(tx, id, BOOT, { status }, cursor, Date.now());
    else if (status !== 'running') await finished(tx, id, BOOT, { status, error }, cursor, Date.now());
  });
  return id;
}

export async function addRows(
  deps: Desk['deps'],
  id: string,
  start: number,
  rows: Row[],
  first = 1,
): Promise<void> {
  const { store } = deps;
  const made: { row: StepResult; blobs: string[] }[] = [];
  for (const [index, each] of rows.entries()) made.push(await rowOf(deps, id, start, first + index, each));
  await store.write(async (tx) => {
    for (const { row, blobs } of made) await writeStepResult(tx, row, blobs);
  });
}

export async function addLogs(
  { store }: Desk['deps'],
  id: string,
  start: number,
  lines: NonNullable<RunOptions['logs']>,
  first = 1,
): Promise<void> {
  const numbered = lines.map((line, index) => ({
    ...line,
    executionId: id,
    sequence: first + index,
    at: start + index,
  }));
  for (let from = 0; from < numbered.length; from += 1000)
    await store.write((tx) => writeLogs(tx, numbered.slice(from, from + 1000)));
}

async function rowOf(
  { store }: Desk['deps'],
  executionId: string,
  start: number,
  sequence: number,
  given: Row,
) {
  const {
    path,
    name,
    status = 'succeeded',
    from = sequence * 100,
    to = from + 80,
    attempt = 1,
    error,
  } = given;
  const { blobs, packed } = packing(store);
  const row: StepResult = {
    ...{ executionId, path, name, sequence, status, attempt },
    component: 'log',
    action: 'writeLog',
    startedAt: start + from,
    endedAt: start + to,
    input: await packed(given.input ?? {}),
    output: given.output === undefined ? null : await packed({ data: given.output }),
    sealedOutput: null,
    error: error ?? null,
  };
  return { row, blobs };
}

/** The rows of a run that failed where the reference pages show it. */
export const failedRows: Row[] = [
  {
    path: 'getOrder',
    name: 'Get order',
    from: 8,
    to: 912,
    attempt: 2,
    output: { status: 200, body: { country: 'DE' } },
  },
  { path: 'isItFromTheEu', name: 'Is it from the EU?', from: 915, to: 916, output: 'Yes' },
  { path: 'workOutVat', name: 'Work out VAT', from: 918, to: 930, output: { rate: 0.19 } },
  {
    path: 'createSalesOrder',
    name: 'Create sales order',
    status: 'failed',
    from: 931,
    to: 4840,
    attempt: 3,
    input: {
      connection: 'Acme connection',
      authorization: '***',
      orderNumber: 'A-10482',
      currency: '',
      lines: [
        { sku: 'KETTLE-2L', quantity: 2, price: 34.9 },
        { sku: 'MUG-BLUE', quantity: 1, price: 9 },
        { sku: 'TRAY-L', quantity: 4, price: 19 },
      ],
      giftWrap: false,
    },
    error: {
      message: 'Acme ERP answered 422: currency must not be blank',
      step: 'Create sales order',
      name: 'HttpError',
      stack: 'HttpError: Acme ERP answered 422\n    at post (acme.ts:12:3)',
      detail: { status: 422, body: { code: 'blank', message: 'currency must not be blank' } },
    },
  },
];
