import type { PartContext } from '../components/component.ts';
import type { Secret } from '../lib/crypto.ts';
import { createRedactor } from '../lib/redact.ts';
import { decode, encode } from '../lib/wire.ts';
import type { StoredError } from '../models/executions.ts';
import type { LogLine } from '../models/logs.ts';
import type { Limits } from './limits.ts';
import { redactedError } from './redacted-error.ts';
import type { ExecuteTools } from './run-execution.ts';
import { RunLog } from './run-log.ts';
import { failure } from './run-step.ts';
import { StopSign } from './stop-sign.ts';

/** On whose behalf a part is called, and what may not be read in its answer. */
export type Caller = Pick<PartContext, 'customer' | 'instance' | 'user' | 'configVars'> & {
  secrets: readonly Secret[];
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
};

/** What a call has come to, with what it has logged; both without the caller's secrets. */
export type PartAnswer = { logs: Pick<LogLine, 'level' | 'message'>[] } & (
  | { ok: true; result: unknown }
  | { ok: false; error: StoredError }
);

type CallTools = Pick<ExecuteTools, 'hostOf'> & {
  limits: Pick<Limits, 'syncTime' | 'resultBytes' | 'logLines' | 'logBytes'>;
};

/**
 * Calls a part of a component outside a run: a data source, the check of a connection, a function of an instance's life.
 * There is no execution, so none is in its context. Never throws, and never takes longer than callers wait.
 * @param name what messages call the part
 */
export async function callPart(
  { hostOf, limits }: CallTools,
  { secrets, signal: caller, ...who }: Caller,
  name: string,
  perform: (context: PartContext) => unknown,
): Promise<PartAnswer> {
  const redact = createRedactor(secrets);
  const log = new RunLog('', redact, { lines: limits.logLines, bytes: limits.logBytes }, NOTHING_LOGGED);
  const stop = new StopSign();
  const timer = setTimeout(() => stop.raise(new TooLong(name, limits.syncTime)), limits.syncTime);
  const giveUp = () => stop.raise(caller.reason);
  caller.addEventListener('abort', giveUp, { once: true });
  // Code of a customer that belongs to no instance runs in a process of its own.
  const host = hostOf({ instanceId: who.instance.id || who.customer.id, customerId: who.customer.id }, stop);
  const logs = () => log.take().map(({ level, message }) => ({ level, message }));
  try {
    caller.throwIfAborted();
    const context = { ...who, signal: stop.signal, host, logger: log.loggerFor(name) };
    const result = await stop.unlessRaised(Promise.resolve(perform(context)));
    const text = redact(encode(result ?? null, { maxBytes: limits.resultBytes }));
    return { ok: true, result: decode(text), logs: logs() };
  } catch (thrown) {
    return { ok: false, error: redactedError(failure({ name }, thrown).error, redact), logs: logs() };
  } finally {
    clearTimeout(timer);
    caller.removeEventListener('abort', giveUp);
  }
}

const NOTHING_LOGGED = { sequence: 0, bytes: 0 };

class TooLong extends Error {
  constructor(name: string, time: number) {
    super(`${name} took longer than ${time / 1000} seconds, which is the limit: ask for less at once.`);
    this.name = 'TimeoutError';
  }
}
