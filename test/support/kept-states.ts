import type { Database } from '../../src/db/store.ts';
import { readStates, type StateOwners, type StateWrite } from '../../src/models/states.ts';

/** A key that is set to a text, or removed. */
export function set(scope: StateWrite['scope'], key: string, text: string | undefined): StateWrite {
  return {
    scope,
    key,
    size: key.length + (text ?? '').length,
    value: text === undefined ? undefined : Buffer.from(text),
  };
}

/** All that is kept for these owners, as `scope.key=text`. */
export async function keptStates(db: Database, owners: StateOwners): Promise<string[]> {
  const found: string[] = [];
  for (const scope of ['flow', 'crossFlow', 'integration'] as const) {
    for (const { key, value } of await readStates(db, scope, owners[scope], 'all'))
      found.push(`${scope}.${key}=${Buffer.from(value).toString()}`);
  }
  return found.sort();
}
