import type { Context } from 'hono';
import { decodeAside } from '../../lib/aside.ts';
import { sameText } from '../../lib/crypto.ts';
import { AppError } from '../../lib/errors.ts';
import { getExecution } from '../../models/executions.ts';
import { getStepResult, wholeText } from '../../models/step-results.ts';
import { systemViewer } from '../../models/viewer.ts';
import type { Deps } from '../kit/deps.ts';
import type { PlainRoute } from '../kit/mount.ts';
import { answerOf, executionHeaders } from './answers.ts';
import { answerStep } from './step-results.ts';

/** Who has the signed address was given it with the execution. */
const SIGNED = systemViewer('signed addresses of results');

/**
 * `/results/<execution>?signature=…`: where a synchronous call is sent when it asked for a redirect; with `step=…` the
 * result of one step.
 */
export const resultRoutes: PlainRoute<Deps>[] = [
  { method: 'GET', path: '/results/:id', access: 'whoever knows the address', answer: answerResult },
];

async function answerResult(deps: Deps, c: Context): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const path = c.req.query('step');
  if (path !== undefined) return await answerStep(deps, id, path, c.req.query('signature') ?? '');
  if (!sameText(c.req.query('signature') ?? '', deps.vault.sign(`result:${id}`))) {
    throw new AppError('not_found', 'There is no result at this address.');
  }
  const { read } = deps.store;
  // As a direct answer has it: the flow says it to its caller, masked it would be another.
  const execution = await getExecution(read, SIGNED, id);
  const step = execution.cursor ? await getStepResult(read, id, execution.cursor) : undefined;
  const text = step && (await wholeText(step, deps.vault, deps.store.blobs));
  const aside = deps.asideOf?.(execution.customerId);
  const result = text === undefined ? undefined : await decodeAside(text, aside);
  const isResult = typeof result === 'object' && result !== null;
  return await answerOf(deps, isResult ? result : undefined, executionHeaders(id), aside);
}
