import { PortalAccountPage } from '../../../../views/portal/account.tsx';
import { PortalForgottenPage } from '../../../../views/portal/forgotten.tsx';
import { links } from '../../../lib/links.ts';
import { listSessions } from '../../../models/sessions.ts';
import { accountForms } from '../../account-forms.ts';
import type { FormErrors } from '../../kit/form.ts';
import { openHandler, type SignedIn, show } from '../../kit/page.ts';

async function accountView({ deps, frame, user }: SignedIn, errors: FormErrors, done?: string) {
  const sessions = await listSessions(deps.store.read, user.id);
  const facts = { frame, name: user.name, email: user.email, others: sessions.length - 1 };
  return <PortalAccountPage {...facts} errors={errors} done={done} />;
}

export const { showAccount, submitAccount, submitPassword, submitSessions } = accountForms({
  view: accountView,
  address: links.marketplaceAccount,
});

export const showForgotten = openHandler(async ({ frame }) => show(<PortalForgottenPage frame={frame} />));
