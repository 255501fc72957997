import { AccountPage } from '../../../../views/account/account.tsx';
import { browserName } from '../../../lib/browsers.ts';
import { links } from '../../../lib/links.ts';
import { listSessions, signOutElsewhere } from '../../../models/sessions.ts';
import { accountForms } from '../../account-forms.ts';
import { change } from '../../kit/change.ts';
import { A_YEAR, cookieLine, isHttps } from '../../kit/cookies.ts';
import type { FormErrors } from '../../kit/form.ts';
import { goTo, handler, openHandler, ownPath, type SignedIn } from '../../kit/page.ts';
import { roleName } from '../settings/roles.ts';

async function accountView({ deps, frame, user }: SignedIn, errors: FormErrors, done?: string) {
  const sessions = await listSessions(deps.store.read, user.id);
  const rows = sessions.map(({ agent, ...session }) => ({
    ...session,
    browser: browserName(agent),
    isThis: session.hash === user.session,
  }));
  const facts = { frame, name: user.name, email: user.email, role: roleName(user.role), rows };
  return <AccountPage {...facts} errors={errors} done={done} />;
}

export const { showAccount, submitAccount, submitPassword, submitSessions } = accountForms({
  view: accountView,
  address: links.account,
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
