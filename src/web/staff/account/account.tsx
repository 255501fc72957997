import * as v from 'valibot';
import { AccountPage } from '../../../../views/account/account.tsx';
import { browserName } from '../../../lib/browsers.ts';
import { links } from '../../../lib/links.ts';
import { listSessions, signOutElsewhere } from '../../../models/sessions.ts';
import { changePassword } from '../../../models/sign-in.ts';
import { renameUser } from '../../../models/users.ts';
import { actingAs, change } from '../../kit/change.ts';
import { A_YEAR, cookieLine, isHttps } from '../../kit/cookies.ts';
import { type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, openHandler, ownPath, type SignedIn, show } from '../../kit/page.ts';
import { roleName } from '../settings/roles.ts';

const DONE = {
  name: 'Your name is saved.',
  password: 'Your password is changed. Other browsers have to sign in again.',
  sessions: 'Every other browser is signed out.',
};

async function accountView({ deps, frame, user }: SignedIn, errors: FormErrors, done?: keyof typeof DONE) {
  const sessions = await listSessions(deps.store.read, user.id);
  const rows = sessions.map(({ agent, ...session }) => ({
    ...session,
    browser: browserName(agent),
    isThis: session.hash === user.session,
  }));
  const facts = { frame, name: user.name, email: user.email, role: roleName(user.role), rows };
  return <AccountPage {...facts} errors={errors} done={done && DONE[done]} />;
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
  return goTo(links.account({ done: 'name' }));
});

export const submitPassword = handler(async (visit) => {
  const { deps, user, form } = visit;
  const { old = '', next = '' } = form.values;
  try {
    await changePassword(actingAs(deps, user), user.id, { old, next, session: user.session });
  } catch (error) {
    return show(await accountView(visit, refusedFields(error, 'next')), 422);
  }
  return goTo(links.account({ done: 'password' }));
});

export const submitSessions = handler(async ({ deps, user }) => {
  await change(deps, user, (tx) => signOutElsewhere(tx, user, { but: user.session }));
  return goTo(links.account({ done: 'sessions' }));
});

export const submitSession = handler<'hash'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => signOutElsewhere(tx, user, { only: param('hash') }));
  return goTo(links.account());
});

export const submitTheme = openHandler(async ({ deps, audience, form }) => {
  const theme = form.text('theme');
  const isChosen = theme === 'light' || theme === 'dark';
  const [value, seconds] = isChosen ? [theme, A_YEAR] : ['', 0];
  const cookie = cookieLine('theme', value, seconds, isHttps(deps), audience.cookies);
  return goTo(ownPath(form.text('return')), { 'set-cookie': cookie });
});
