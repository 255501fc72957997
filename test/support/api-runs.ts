/** Executions as an engine would have left them. */
import { pack } from '../../src/db/payload.ts';
import { Secret } from '../../src/lib/crypto.ts';
import { encode } from '../../src/lib/wire.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { enqueue, type NewExecution } from '../../src/models/executions.ts';
import { getInstance } from '../../src/models/instances.ts';
import { claim, type Ending } from '../../src/models/leases.ts';
import { writeLogs } from '../../src/models/logs.ts';
import { packRequest, type StoredRequest } from '../../src/models/requests.ts';
import { writeStateChanges } from '../../src/models/state-changes.ts';
import { type StepResult, writeStepResult } from '../../src/models/step-results.ts';
import type { Deps } from '../../src/web/kit/deps.ts';
import { finished } from './records.ts';
import { EVERYTHING } from './viewers.ts';

const OWNER = 'boot_test';

export type Step = {
  path: string;
  status?: StepResult['status'];
  input?: unknown;
  output?: unknown;
  /** The true output, where what is shown of it differs. */
  sealed?: unknown;
  error?: { message: string };
};

export const request = (body: StoredRequest['body'], more: Partial<StoredRequest> = {}): StoredRequest => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  queryParameters: {},
  pathFragment: '',
  contentType: 'application/json',
  body,
  ...more,
});

/** A run that waits in the queue. */
export async function queue(
  deps: Deps,
  instanceId: string,
  more: Partial<NewExecution> = {},
  call = request({ kind: 'text', text: '{"order":1}' }),
): Promise<string> {
  const instance = await getInstance(deps.store.read, EVERYTHING, instanceId);
  const payload = await packRequest(call, deps.store.blobs, deps.vault);
  const run = { ...targetOf(instance, 'Orders'), kind: 'webhook' as const, payload, ...more };
  return (await deps.store.write((tx) => enqueue(tx, run))).id;
}

/** A run that has gone through these steps and ended so. */
export async function ran(
  deps: Deps,
  instanceId: string,
  steps: Step[],
  ending: Ending = { status: 'succeeded' },
  call?: StoredRequest,
): Promise<string> {
  const id = await queue(deps, instanceId, {}, call);
  await goThrough(deps, id, steps, ending);
  return id;
}

/** A run in the queue goes through these steps, and ends so. */
export async function goThrough(deps: Deps, id: string, steps: Step[], ending: Ending): Promise<void> {
  const { store } = deps;
  await store.write((tx) => claim(tx, id, OWNER, Date.now()));
  for (const [index, step] of steps.entries()) {
    const { row, blobs } = await rowOf(deps, id, index + 1, step);
    await store.write((tx) => writeStepResult(tx, row, blobs));
  }
  const line = { executionId: id, at: 1_700_000_000_000, level: 'info' as const, step: 'Note' };
  await store.write(async (tx) => {
    await writeLogs(tx, [
      { ...line, sequence: 1, message: 'one' },
      { ...line, sequence: 2, message: 'two' },
    ]);
    const change = { scope: 'execution' as const, key: 'count', operation: 'set' as const };
    await writeStateChanges(tx, [{ executionId: id, sequence: 1, ...change, value: Buffer.from('\x005') }]);
    await finished(tx, id, OWNER, ending, steps.at(-1)?.path ?? null, Date.now());
  });
}

/** Values as the journal keeps them, and the blobs that they have gone to. */
export function packing({ blobs: files }: Deps['store']) {
  const blobs: string[] = [];
  const packed = async (value: unknown) => {
    if (value === undefined) return null;
    const { bytes, blob } = await pack(encode(value), files);
    if (blob) blobs.push(blob);
    return bytes;
  };
  return { blobs, packed };
}

async function rowOf({ store, vault }: Deps, executionId: string, sequence: number, step: Step) {
  const { path, status = 'succeeded', error = null } = step;
  const { blobs, packed } = packing(store);
  const place = { table: 'step_results', column: 'sealed_output', row: `${executionId}/${path}` };
  const row: StepResult = {
    executionId,
    path,
    sequence,
    name: path,
    component: 'log',
    action: 'writeLog',
    status,
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_000_500,
    attempt: 1,
    input: await packed(step.input ?? {}),
    output: await packed(step.output),
    sealedOutput: step.sealed === undefined ? null : vault.seal(new Secret(encode(step.sealed)), place),
    error,
  };
  return { row, blobs };
}
