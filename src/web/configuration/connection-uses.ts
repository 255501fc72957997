import type { Option } from '../../../views/kit/control.tsx';
import type { VariableQuestion } from '../../definition/read/questions.ts';
import { isId } from '../../lib/ids.ts';
import { asRecord } from '../../lib/records.ts';
import { connectionChoices } from '../../models/connection-pointers.ts';
import { viewerOf } from '../../models/viewer.ts';
import type { SignedIn } from '../kit/page.ts';

/** Which account a connection is to be: one that is there, or one that the fields below it say. */
export type ConnectionUse = { value: string; options: Option[] };

/** The answer that stands for a connection of its own, beside the one that is there. */
const ANOTHER = 'new';

/** The connection that a value points to and that is not changed among these answers. */
export function pointerOf(shown: unknown): string | undefined {
  const { connection } = asRecord(shown);
  return typeof connection === 'string' ? connection : undefined;
}

/** What each question for a connection can be answered with, by the key of its variable; nothing where there is no choice. */
export async function connectionUses(
  { deps, user }: Pick<SignedIn, 'deps' | 'user'>,
  customerId: string,
  questions: VariableQuestion[],
  shown: Record<string, unknown>,
  own: ReadonlyMap<string, { id: string }>,
): Promise<Map<string, ConnectionUse>> {
  const asked = questions.filter(({ connection }) => connection).map(({ variable }) => variable);
  const choices = await connectionChoices(deps.store.read, viewerOf(user), { customerId }, asked);
  const uses = new Map<string, ConnectionUse>();
  for (const { key, sharedKey } of asked) {
    const pointer = pointerOf(shown[key]);
    const present = pointer ?? (shown[key] === undefined ? undefined : own.get(key)?.id);
    const there = (choices.get(key) ?? []).map(({ id, label }) => ({ value: id, label }));
    const others = there.filter(({ value }) => value !== present);
    const mayBeAnother = sharedKey === undefined || present === undefined;
    const another = { value: ANOTHER, label: 'Another account, filled in below' };
    const fresh = { value: '', label: 'A new account, filled in below' };
    const kept = { value: '', label: 'The account that is here, as below' };
    const pointed = there.find(({ value }) => value === pointer);
    const first = pointer === undefined ? kept : (pointed ?? { value: pointer, label: 'An account of ours' });
    const options =
      shown[key] === undefined ? [fresh, ...others] : [first, ...others, ...(mayBeAnother ? [another] : [])];
    if (pointer !== undefined || options.length > 1) uses.set(key, { value: pointer ?? '', options });
  }
  return uses;
}

/** What a form says of it: another connection that is there, one of its own, or the fields as they stand. */
export function readUse(typed: string): { pointer: string | undefined; isAnother: boolean } {
  return { pointer: isId('con', typed) ? typed : undefined, isAnother: typed === ANOTHER };
}
