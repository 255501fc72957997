import type { Database, Store } from '../../db/store.ts';
import { messageOf } from '../../lib/errors.ts';
import { inNameOf } from '../../models/audit.ts';
import { type Author, authorOf } from '../../models/authors.ts';
import { collectEffects, type Effect } from '../../models/effects.ts';
import type { Actor } from '../../models/rights.ts';
import type { Deps } from './deps.ts';

/**
 * The one way to change something from here: the verbs of the work note what they do in the actor's name, in the same
 * transaction, and what must follow the commit is done after it.
 */
export async function change<T>(deps: Deps, actor: Actor, work: (tx: Database) => Promise<T>): Promise<T> {
  return await writeIn(deps, authorOf(actor), work);
}

/** The same in the name of somebody who is not here themselves, such as whoever has made a link. */
export const changeInNameOf = writeIn;

/** For verbs that make several writes, or that work before theirs: each write is a `change` of the actor's. */
export function actingAs(deps: Deps, actor: Actor): Deps {
  return { ...deps, store: storeOf(deps, authorOf(actor)) };
}

function storeOf(deps: Deps, author: Author): Store {
  // What is read of the store is read of it as it is then.
  const store: Store = Object.create(deps.store, {
    write: {
      value: <T>(work: (tx: Database) => Promise<T>, what?: string) => writeIn(deps, author, work, what),
    },
  });
  return store;
}

async function writeIn<T>(
  deps: Deps,
  author: Author,
  work: (tx: Database) => Promise<T>,
  what?: string,
): Promise<T> {
  const { value, effects } = await deps.store.write(
    (tx) => collectEffects(tx, (same) => inNameOf(same, author, work)),
    what,
  );
  for (const effect of effects) carryOut(deps, effect);
  return value;
}

/** What is on disk is done: an effect that fails is no failure of the change, and holds up no other. */
function carryOut(deps: Deps, effect: Effect): void {
  try {
    perform(deps, effect);
  } catch (error) {
    deps.log.error('What follows a change has failed', {
      effect: Object.keys(effect).join(),
      error: messageOf(error),
    });
  }
}

function perform({ engine, catalog }: Deps, effect: Effect): void {
  if ('wake' in effect) engine.wake(effect.wake);
  else if ('abort' in effect) engine.abort(effect.abort, effect.abort.error);
  else if ('setAside' in effect) engine.setAside(effect.setAside, effect.setAside.error);
  else if ('heed' in effect) heedTogether(engine, effect.heed);
  else if ('upgrade' in effect) engine.heedUpgrades();
  else if ('executionJob' in effect) engine.heedExecutionJobs();
  else if ('share' in effect) catalog.share(effect.share);
  else if ('offerPackages' in effect) catalog.offerPackages(effect.offerPackages);
  else if ('publish' in effect) catalog.publish(effect.publish);
  else if ('restrict' in effect) catalog.restrict(effect.restrict.key, effect.restrict.hosts);
  else if ('retract' in effect) catalog.retract(effect.retract.key, effect.retract.number);
  else engine.heedLimits(effect.heedLimits);
}

const waiting = new WeakMap<Deps['engine'], Set<string>>();

/** Changes that share a commit go on in the same turn: the engine looks once for all of them. */
function heedTogether(engine: Deps['engine'], instanceId: string): void {
  const known = waiting.get(engine);
  if (known) return void known.add(instanceId);
  const ids = new Set([instanceId]);
  waiting.set(engine, ids);
  queueMicrotask(() => {
    waiting.delete(engine);
    engine.heed([...ids]);
  });
}
