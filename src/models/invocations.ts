import { and, gte, lt } from 'drizzle-orm';
import { countRows } from '../db/count.ts';
import { executions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { isId } from '../lib/ids.ts';
import type { Execution } from './executions.ts';

/*
 * Calls of flows by flows. What names a call, so that it is made once, is its origin:
 * `invoke:<first>/<caller>:<step>:<number>`, of which `<first>/` is left out where the caller is the first of the chain.
 * So all that one execution has led to is found together.
 */

/** What names a call that a step makes. @param number of the calls of that step, from 1 */
export function invocationOrigin(caller: Execution, path: string, number: number): string {
  const first = firstOf(caller);
  const callers = first === caller.id ? first : `${first}/${caller.id}`;
  return `invoke:${callers}:${path}:${number}`;
}

/** The execution that no flow has called, and that the calls which led to this one began with. */
export function firstOf({ id, kind, origin }: Pick<Execution, 'id' | 'kind' | 'origin'>): string {
  return (kind === 'invoked' && callersIn(origin)[0]) || id;
}

/** The execution whose step or end has made this one. */
export function callerOf({ origin }: Pick<Execution, 'origin'>): string | undefined {
  return callersIn(origin).at(-1);
}

function callersIn(origin: string | null): string[] {
  const [how, callers = ''] = origin?.split(':') ?? [];
  if (how !== 'invoke' && how !== 'preprocess' && how !== 'batch') return [];
  return callers.split('/').filter((id) => isId('exe', id));
}

/** How many executions the calls of flows have made that began with the execution, counted up to `most`. */
export async function countInvocations(db: Database, first: string, most: number): Promise<number> {
  // `;` comes right after `:`, and ids are of one length: nothing lies between but these.
  const isOfFirst = and(
    gte(executions.origin, `invoke:${first}/`),
    lt(executions.origin, `invoke:${first};`),
  );
  const made = db.select({ id: executions.id }).from(executions).where(isOfFirst).limit(most).as('made');
  return await countRows(db, made);
}
