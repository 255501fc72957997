import * as v from 'valibot';
import { PortalAccountPage } from '../../../../views/portal/account.tsx';
import { PortalForgottenPage } from '../../../../views/portal/forgotten.tsx';
import { links } from '../../../lib/links.ts';
import { listSessions, signOutElsewhere } from '../../../models/sessions.ts';
import { changePassword } from '../../../models/sign-in.ts';
import { renameUser } from '../../../models/users.ts';
import { actingAs, change } from '../../kit/change.ts';
import { type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, openHandler, type SignedIn, show } from '../../kit/page.ts';

const DONE = {
  name: 'Your name is saved.',
  password: 'Your password is changed. Other browsers have to sign in again.',
  sessions: 'Every other browser is signed out.',
};

async function accountView({ deps, frame, user }: SignedIn, errors: FormErrors, done?: keyof typeof DONE) {
  const sessions = await listSessions(deps.store.read, user.id);
  const facts = { frame, name: user.name, email: user.email, others: sessions.length - 1 };
  return <PortalAccountPage {...facts} errors={errors} done={done && DONE[done]} />;
}

export const showAccount = handler(
  { query: { done: v.optional(v.picklist(['name', 'password', 'sessions'])) } },
  async (visit) => show(await accountView(visit, {}, visit.query.done)),
);

export const submitAccount = handler(async (visit) => {
  const { deps, user, form } = visit;
  try {
    await change(deps, user, (tx) => renameUser(tx, user.id, form.text('name')));
  } catch (error) {
    return show(await accountView(visit, refusedFields(error, 'name')), 422);
  }
  return goTo(links.marketplaceAccount({ done: 'name' }));
});

export const submitPassword = handler(async (visit) => {
  const { deps, user, form } = visit;
  const { old = '', next = '' } = form.values;
  try {
    await changePassword(actingAs(deps, user), user.id, { old, next, session: user.session });
  } catch (error) {
    return show(await accountView(visit, refusedFields(error, 'next')), 422);
  }
  return goTo(links.marketplaceAccount({ done: 'password' }));
});

export const submitSessions = handler(async ({ deps, user }) => {
  await change(deps, user, (tx) => signOutElsewhere(tx, user, { but: user.session }));
  return goTo(links.marketplaceAccount({ done: 'sessions' }));
});

export const showForgotten = openHandler(async ({ frame }) => show(<PortalForgottenPage frame={frame} />));
