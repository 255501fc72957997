import { packInRow, unpack } from '../db/payload.ts';
import type { Database, Store } from '../db/store.ts';
import type { Aside } from '../lib/aside.ts';
import type { Operation } from '../lib/operations.ts';
import { type Sealing, sealedIfSecretInTurns, unsealed, unsealedInTurns } from '../lib/sealed.ts';
import {
  type KeptScope,
  readStates,
  type StateOwners,
  type StateRow,
  type StateWrite,
  statePlace,
} from '../models/states.ts';
import { madeOf } from './state-operations.ts';

/** What kept states are read and written with. */
export type KeptStateTools = Sealing & {
  store: Store;
  owners: StateOwners;
  /** The way to the threads; without it large texts are worked on where they stand. */
  aside: Aside | undefined;
};

/** A key that a run has changed: how, and the text that it has come to in the run; undefined when it was removed. */
export type PendingState = {
  scope: KeptScope;
  key: string;
  how: Operation[] | 'set';
  text: string | undefined;
};

/** What is to be written, and the stored value that it was made of, where it was made of one. */
type Made = { write: StateWrite; from: StateRow['value'] | undefined };
export type MadeStates = ReadonlyMap<PendingState, Made>;

/** Characters up to which a text is read and written at once, as a write has to. */
const LARGE_STATE = 32 * 1024;

/** A large state is another one by now than the new one was made of: it has to be made again, before the write. */
export class StatesMoved extends Error {}

/** Characters of a key and its text, which are what the limit counts. */
export function sizeOf(key: string, text: string | undefined): number {
  return text === undefined ? 0 : key.length + text.length;
}

/** The text of a kept state. */
export async function keptText(tools: KeptStateTools, scope: KeptScope, row: StateRow): Promise<string> {
  const { store, vault, owners } = tools;
  const text = await unpack(row.value, store.blobs);
  const place = statePlace(scope, owners[scope], row.key);
  return row.size > LARGE_STATE ? await unsealedInTurns(text, vault, place) : unsealed(text, vault, place);
}

/** A text ready to be stored in its row. */
export async function packedState(
  tools: KeptStateTools,
  text: string,
  place: ReturnType<typeof statePlace>,
): Promise<Buffer> {
  const sealed = sealedIfSecretInTurns(text, { ...tools, mask: tools.aside?.mask }, place);
  return await packInRow(sealed instanceof Promise ? await sealed : sealed);
}

/**
 * Makes beforehand what the write that ends the run would take long for: what is set, and what is merged into large texts.
 * @param isMoved whether a write has found other states than were made ready: then all that is merged is made ready
 */
export async function madeStates(
  tools: KeptStateTools,
  pending: PendingState[],
  isMoved: boolean,
): Promise<MadeStates> {
  const made = new Map<PendingState, Made>();
  for (const state of pending) {
    const { how, text } = state;
    if (how === 'set') made.set(state, { write: await writeOf(tools, state, text), from: undefined });
    else if (isMoved || (text?.length ?? 0) > LARGE_STATE)
      made.set(state, await merged(tools, tools.store.read, state, how));
  }
  return made;
}

/**
 * What is to be written of the states, in the write itself.
 * @throws StatesMoved
 */
export async function stateWrites(
  tools: KeptStateTools,
  tx: Database,
  pending: PendingState[],
  made: MadeStates,
): Promise<StateWrite[]> {
  const writes: StateWrite[] = [];
  for (const state of pending) {
    const { scope, key, how } = state;
    const ready = made.get(state);
    if (how === 'set' && ready) writes.push(ready.write);
    else if (how !== 'set') {
      const [row] = await readStates(tx, scope, tools.owners[scope], [key]);
      if (ready && isSame(ready.from, row?.value)) writes.push(ready.write);
      else if (ready || (row?.size ?? 0) > LARGE_STATE) throw new StatesMoved();
      else writes.push((await merged(tools, tx, state, how, row)).write);
    }
  }
  return writes;
}

/** Where another run has put something else there that the operations do not take, the value of this run stands. */
async function merged(
  tools: KeptStateTools,
  db: Database,
  state: PendingState,
  how: Operation[],
  known?: StateRow,
): Promise<Made> {
  const { scope, key } = state;
  const row = known ?? (await readStates(db, scope, tools.owners[scope], [key]))[0];
  const before = row && (await keptText(tools, scope, row));
  const text = await madeOf(how, before, tools.aside).catch(() => state.text);
  return { write: await writeOf(tools, state, text), from: row?.value };
}

async function writeOf(
  tools: KeptStateTools,
  { scope, key }: PendingState,
  text: string | undefined,
): Promise<StateWrite> {
  const place = statePlace(scope, tools.owners[scope], key);
  const value = text === undefined ? undefined : await packedState(tools, text, place);
  return { scope, key, size: sizeOf(key, text), value };
}

function isSame(made: Uint8Array | undefined, present: Uint8Array | undefined): boolean {
  return made === undefined || present === undefined ? made === present : Buffer.compare(made, present) === 0;
}
