import { inspect } from 'node:util';
import { TrackedRecords } from '../lib/record-changes.ts';
import type { Log } from './child-globals.ts';
import type { Ask } from './child-requests.ts';
import { LOG_LEVELS, STATE_NAMES } from './plan.ts';

/**
 * The context of one call: what it was given as data, with the functions that belong to it. The SDK spreads contexts, so
 * all of it is its own and enumerable.
 */
export function callableContext(given: Record<string, unknown>, log: Log, ask: Ask) {
  const context: Record<string, unknown> = { ...given };
  const states = new TrackedRecords(context, STATE_NAMES);
  const write =
    (level: string) =>
    (...values: unknown[]) =>
      log(level, values.map(shown).join(' '));
  const invoke =
    (kind: string) =>
    async (reference: unknown, _context: unknown, ...args: unknown[]) => {
      const [answer, changes] = await ask([kind, reference, args, states.changes()]);
      states.apply(changes);
      return answer;
    };
  context.logger = Object.fromEntries(LOG_LEVELS.map((level) => [level, write(level)]));
  context._components = { invoke: invoke('invoke'), invokeTrigger: invoke('invokeTrigger') };
  return { context, states };
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return value instanceof Error ? String(value.stack || value) : (JSON.stringify(value) ?? String(value));
  } catch {
    return inspect(value);
  }
}
