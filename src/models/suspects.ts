import { and, asc, desc, eq, gt, isNull, ne, or } from 'drizzle-orm';
import { executions, type StoredError } from '../db/schema.ts';
import { oneMore } from '../db/sql.ts';
import { type Database, hasChanged } from '../db/store.ts';
import type { Execution } from './executions.ts';

/** The death of a process in the same step, with nothing else in flight, at which an execution is set aside. */
const CRASH_LIMIT = 3;

/** A run that was in flight when a process died, and how often one died in the step that it is at. */
export type Suspect = Pick<Execution, 'id' | 'instanceId' | 'customerId' | 'flow' | 'kind' | 'crashes'>;
const { id, instanceId, customerId, flow, kind, crashes } = executions;
const suspect = { id, instanceId, customerId, flow, kind, crashes };

export type TakenOver = {
  /** All that are to be tried, most deaths first. */
  suspects: Suspect[];
  /** Ids of those that were set aside now. */
  paused: string[];
};

/**
 * Takes over what a dead process has left in flight: suspects, which `engine/suspects.ts` tries one at a time. Only a
 * run that was alone in flight, and in whose step two processes had died before, is set aside.
 */
export async function takeOver(tx: Database, owner: string): Promise<TakenOver> {
  const isOpen = isNull(executions.endedAt);
  const isOthers = or(ne(executions.leaseOwner, owner), isNull(executions.leaseOwner));
  const dead = and(isOpen, eq(executions.status, 'running'), isOthers);
  const inFlight = await tx.select(suspect).from(executions).where(dead);
  const [first, ...more] = inFlight;
  const convicted = first && more.length === 0 && first.crashes >= CRASH_LIMIT - 1 ? first : undefined;
  if (convicted) await setAside(tx, convicted.id, crashedHere(convicted.crashes + 1));
  const isLeft = and(isOpen, eq(executions.status, 'queued'), gt(executions.crashes, 0));
  // The process died although those that had died twice were kept from running: it is not them.
  if (inFlight.every(({ crashes }) => crashes < CRASH_LIMIT - 1))
    await tx.update(executions).set({ crashes: 1 }).where(isLeft);
  await tx
    .update(executions)
    .set({ status: 'queued', leaseOwner: null, crashes: oneMore(executions.crashes) })
    .where(dead);
  const suspects = await tx
    .select(suspect)
    .from(executions)
    .where(isLeft)
    .orderBy(desc(executions.crashes), asc(executions.id));
  return { suspects, paused: convicted ? [convicted.id] : [] };
}

async function setAside(tx: Database, id: string, error: StoredError): Promise<void> {
  await tx.update(executions).set({ status: 'paused', leaseOwner: null, error }).where(eq(executions.id, id));
}

function crashedHere(times: number): StoredError {
  return {
    message: `The process ended ${times} times in the same step of this execution, the last time while nothing else was running. It was set aside: resume it once the cause is found, or cancel it.`,
  };
}

/** A suspect that could not be tried waits like any other run, as when its instance is paused. Answers whether it does. */
export async function acquit(tx: Database, id: string): Promise<boolean> {
  const acquitted = await tx
    .update(executions)
    .set({ crashes: 0 })
    .where(and(eq(executions.id, id), eq(executions.status, 'queued'), gt(executions.crashes, 0)));
  return hasChanged(acquitted);
}
