import * as v from 'valibot';
import { masked } from '../../lib/secret-fields.ts';
import { toIso } from '../../lib/time.ts';
import { getListedConnection, type ListedConnection } from '../../models/connection-list.ts';
import { CONNECTION_STATES } from '../../models/connection-states.ts';
import { usesOf } from '../../models/connection-uses.ts';
import { getConnection } from '../../models/connections.ts';
import type { Actor } from '../../models/rights.ts';
import { viewerOf } from '../../models/viewer.ts';
import type { Deps } from '../kit/deps.ts';
import { id, object, time } from './schemas.ts';

export const state = v.picklist(CONNECTION_STATES);
export const inputs = v.pipe(
  object,
  v.description('By the keys of its inputs. Secrets are never answered; *** means that one is to stay.'),
);
export const owner = v.pipe(v.string(), v.description('A customer’s id, or organization.'));

const facts = {
  id,
  label: v.string(),
  component: v.nullable(v.string()),
  connection: v.nullable(v.string()),
  owner,
  state,
  problem: v.pipe(v.nullable(v.string()), v.description('What the other system has said against it.')),
  expiresAt: v.pipe(v.nullable(time), v.description('When its token ends.')),
  usedAt: v.pipe(v.nullable(time), v.description('When a run of an instance that uses it last ended.')),
  createdAt: time,
};
export const answer = v.object(facts);
export const detail = v.object({
  ...facts,
  inputs,
  usedBy: v.array(
    v.object({ instanceId: id, name: v.string(), configVariable: v.string(), customer: v.string() }),
  ),
});

export const ORGANIZATION = 'organization';
export const MOST_USES = 1000;
const when = (at: number | null) => (at === null ? null : toIso(at));

/** A connection as lists answer it. */
export function shown(row: ListedConnection) {
  const { id, label, component, key, customerId, state, problem, expiresAt, usedAt, createdAt } = row;
  return {
    ...{ id, label, component, connection: key, owner: customerId ?? ORGANIZATION, state, problem },
    ...{ expiresAt: when(expiresAt), usedAt: when(usedAt), createdAt: toIso(createdAt) },
  };
}

/** @throws AppError `not_found` */
export const found = (deps: Deps, actor: Actor, id: string) =>
  getListedConnection(deps.store.read, viewerOf(actor), deps.catalog, id);

/** With what it holds, secrets masked, and what uses it. */
export async function shownWhole(deps: Deps, actor: Actor, id: string) {
  const row = await found(deps, actor, id);
  const { held } = await getConnection(deps.store.read, deps.vault, id);
  const uses = await usesOf(deps.store.read, viewerOf(actor), id, MOST_USES);
  const usedBy = uses.map(({ instanceId, name, key, customerName }) => ({
    ...{ instanceId, name, configVariable: key, customer: customerName },
  }));
  const plain = Object.entries(held.fields).map(([key, value]) => [key, masked(value, key)]);
  return { ...shown(row), inputs: Object.fromEntries(plain), usedBy };
}
