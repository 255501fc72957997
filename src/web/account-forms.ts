import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import { signOutElsewhere } from '../models/sessions.ts';
import { changePassword } from '../models/sign-in.ts';
import { renameUser } from '../models/users.ts';
import { actingAs, change } from './kit/change.ts';
import { type FormErrors, refusedFields } from './kit/form.ts';
import { goTo, handler, type SignedIn, show } from './kit/page.ts';

const DONE = {
  name: 'Your name is saved.',
  password: 'Your password is changed. Other browsers have to sign in again.',
  sessions: 'Every other browser is signed out.',
};

type AccountPlace = {
  /** The page with all of it. @param done what was just done */
  view(visit: SignedIn, errors: FormErrors, done?: string): Promise<Child>;
  address(query: { done: keyof typeof DONE }): string;
};

/** Name, password and sign-ins of whoever is signed in: the same for staff and for customers' people. */
export function accountForms({ view, address }: AccountPlace) {
  const showAccount = handler(
    { query: { done: v.optional(v.picklist(['name', 'password', 'sessions'])) } },
    async (visit) => show(await view(visit, {}, visit.query.done && DONE[visit.query.done])),
  );

  const submitAccount = handler(async (visit) => {
    const { deps, user, form } = visit;
    try {
      await change(deps, user, (tx) => renameUser(tx, user.id, form.text('name')));
    } catch (error) {
      return show(await view(visit, refusedFields(error, 'name')), 422);
    }
    return goTo(address({ done: 'name' }));
  });

  const submitPassword = handler(async (visit) => {
    const { deps, user, form } = visit;
    const { old = '', next = '' } = form.values;
    try {
      await changePassword(actingAs(deps, user), user.id, { old, next, session: user.session });
    } catch (error) {
      return show(await view(visit, refusedFields(error, 'next')), 422);
    }
    return goTo(address({ done: 'password' }));
  });

  const submitSessions = handler(async ({ deps, user }) => {
    await change(deps, user, (tx) => signOutElsewhere(tx, user, { but: user.session }));
    return goTo(address({ done: 'sessions' }));
  });

  return { showAccount, submitAccount, submitPassword, submitSessions };
}
