import { createHash } from 'node:crypto';
import { AppError } from '../../lib/errors.ts';
import type { Idempotency } from '../../models/idempotency.ts';
import type { Actor } from '../../models/rights.ts';
import type { Deps } from '../kit/deps.ts';
import { errorAnswer } from '../kit/errors.ts';
import type { Prepared } from './route.ts';

const LONGEST_KEY = 255;

/**
 * Answers a POST that carries an `Idempotency-Key`: as it was answered before, if it was.
 * @throws AppError `bad_request` for a key that is none; as `Idempotency.once`
 */
export async function answerOnce(
  idempotency: Idempotency,
  deps: Deps,
  actor: Actor,
  key: string,
  request: Request,
  prepared: Prepared,
): Promise<Response> {
  if (key === '' || key.length > LONGEST_KEY)
    throw new AppError('bad_request', `An Idempotency-Key has 1 to ${LONGEST_KEY} characters.`);
  const asked = hashOf(request, prepared.bytes);
  const { status, text, isRepeat } = await idempotency.once(`${actor.id}:${key}`, asked, async (store) => {
    const response = await refusedOrAnswered(prepared, { ...deps, store });
    return { status: response.status, text: await response.text() };
  });
  const headers = {
    'content-type': 'application/json',
    ...(isRepeat ? { 'idempotent-replay': 'true' } : {}),
  };
  return new Response(text, { status, headers });
}

/** A refusal is an answer like any other, and is kept as one; what nobody foresaw is not. */
async function refusedOrAnswered(prepared: Prepared, deps: Deps): Promise<Response> {
  try {
    return await prepared.run(deps);
  } catch (error) {
    if (error instanceof AppError) return errorAnswer(error);
    throw error;
  }
}

function hashOf(request: Request, body: Buffer): string {
  const { pathname, search } = new URL(request.url);
  return createHash('sha256').update(`${request.method} ${pathname}${search}\n`).update(body).digest('hex');
}
