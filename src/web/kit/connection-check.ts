import { messageOf } from '../../lib/errors.ts';
import { now } from '../../lib/time.ts';
import { secretsOf } from '../../models/config-values.ts';
import { declarationOf, knownValue } from '../../models/connection-oauth.ts';
import { type ConnectionState, stateOf } from '../../models/connection-states.ts';
import { getConnection } from '../../models/connections.ts';
import type { Deps } from './deps.ts';

const NOBODY = { id: '', email: '', name: '', externalId: '' };

/** Tries what a connection opens, where its component offers that; a token that has ended is renewed first. */
export async function checkedConnection(
  deps: Deps,
  id: string,
  signal: AbortSignal,
): Promise<{ state: ConnectionState; message: string }> {
  const { store, vault, catalog } = deps;
  const refused = await deps.tokens.renewed(id, 'due').then(
    () => undefined,
    (error: unknown) => messageOf(error),
  );
  const connection = await getConnection(store.read, vault, id);
  const state = stateOf(catalog, connection.row, now());
  if (refused !== undefined) return { state, message: refused };
  if (state !== 'active' && state !== 'expiring')
    return { state, message: connection.row.problem ?? 'Nobody has signed in.' };
  const check = declarationOf(catalog, connection.row)?.check;
  if (!check) return { state, message: 'Its component offers no way to try it.' };
  const value = await knownValue(store.read, deps, connection);
  const { label, customerId } = connection.row;
  const caller = {
    customer: { id: customerId ?? '', externalId: '', name: '' },
    instance: { id: '', name: '' },
    user: NOBODY,
    configVars: {},
    secrets: secretsOf({ values: new Map([[label, { ...value }]]), secretKeys: new Set([label]) }, []),
    signal,
  };
  const called = await deps.engine.callPart(caller, label, async (context) => await check(context, value));
  if (!called.ok) return { state: 'error', message: called.error.message };
  const said = Object(called.result).message;
  return { state, message: typeof said === 'string' ? said : 'It works.' };
}
