import type { ActionResult } from '../components/component.ts';
import type { Store } from '../db/store.ts';
import { type Aside, decodeAside } from '../lib/aside.ts';
import type { Vault } from '../lib/crypto.ts';
import { keptFilesIn } from '../lib/kept-file.ts';
import type { Waiters } from '../lib/waiters.ts';
import { getExecution, isOpen, type StoredError } from '../models/executions.ts';
import { getStepResult, type StepResult, wholeText } from '../models/step-results.ts';
import { systemViewer } from '../models/viewer.ts';

/**
 * What those who wait for a run are told at its end, or when it may have none for long: it is set aside (`paused`), or
 * its instance takes no runs (`waiting`).
 */
export type Ended =
  | { status: 'succeeded'; answer: ActionResult | undefined }
  | { status: 'failed' | 'cancelled' | 'paused' | 'waiting'; error: StoredError };

/** Only what belongs to the result: states have a place of their own. */
export function ownResult({
  data,
  contentType,
  statusCode,
  headers,
  branch,
  iterations,
}: ActionResult): ActionResult {
  return {
    data: data ?? null,
    ...(contentType === undefined ? {} : { contentType }),
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(headers === undefined ? {} : { headers }),
    ...(branch === undefined ? {} : { branch }),
    ...(iterations === undefined ? {} : { iterations }),
  };
}

type Kept = { store: Store; vault: Vault; aside?: Aside | undefined };

/** A result as the step gave it, whatever of it is masked for those who look, the characters that it takes, and whether it names files. */
export async function storedResult(
  { vault, store, aside }: Kept,
  row: StepResult,
): Promise<{ result: ActionResult; size: number; hasFiles: boolean }> {
  const text = await wholeText(row, vault, store.blobs);
  if (text === undefined) return { result: {}, size: 0, hasFiles: false };
  const value = await decodeAside(text, aside);
  const result: ActionResult = typeof value === 'object' && value !== null ? value : {};
  return { result, size: text.length, hasFiles: keptFilesIn(text).length > 0 };
}

/** Tells those who wait for an execution what they would have been told at its end, where that is past. */
export async function tellEnd(tools: Kept & { ended: Waiters<Ended> }, id: string): Promise<void> {
  const end = await endOf(tools, id);
  if (end) tools.ended.settle(id, end);
}

const CALLERS = systemViewer('callers that wait for an end');

async function endOf(tools: Kept, id: string): Promise<Ended | undefined> {
  const { read } = tools.store;
  const { status, cursor, error } = await getExecution(read, CALLERS, id);
  if (isOpen(status)) return undefined;
  if (status !== 'succeeded')
    return { status: status === 'failed' ? status : 'cancelled', error: error ?? { message: status } };
  const row = cursor === null ? undefined : await getStepResult(read, id, cursor);
  return { status, answer: row && (await storedResult(tools, row)).result };
}
