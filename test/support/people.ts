/** People, as the models' tests begin with them. */
import type { Store } from '../../src/db/store.ts';
import { acceptInvitation, invite } from '../../src/models/invitations.ts';
import { type SignIn, type SignInTools, signIn } from '../../src/models/sign-in.ts';
import { createGuesses } from '../../src/models/sign-in-limits.ts';
import { createUser, type StaffRole, type User } from '../../src/models/users.ts';
import { vault } from './records.ts';

export const PASSWORD = 'granite lantern otter';

/** One of the staff, invited and without a password. */
export function invited(store: Store, email: string, role: StaffRole = 'owner'): Promise<User> {
  return store.write((tx) => createUser(tx, { email, role }));
}

/** One of the staff who has the PASSWORD; the name is the part of the address before its `@`. */
export async function staff(store: Store, email: string, role: StaffRole = 'owner'): Promise<User> {
  const { id } = await invited(store, email, role);
  const token = await store.write((tx) => invite(tx, id, 'set_up'));
  return await acceptInvitation({ store }, token, { name: email.split('@')[0] ?? '', password: PASSWORD });
}

export function door(store: Store, clock?: () => number): SignInTools {
  return { store, vault, guesses: createGuesses(clock) };
}

export type Knock = { email: string; password?: string; address?: string; device?: string; at?: number };

export function knock(tools: SignInTools, { email, password = PASSWORD, address, device, at }: Knock) {
  const attempt = { email, password, address: address ?? '192.0.2.1', agent: 'Firefox', device };
  return signIn(tools, attempt, at);
}

/** @throws when it was not let in */
export function letIn(outcome: SignIn): Extract<SignIn, { kind: 'signed-in' }> {
  if (outcome.kind === 'signed-in') return outcome;
  throw new Error(`It was ${outcome.kind}.`);
}
