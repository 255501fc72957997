import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { NameForm, PasswordForm } from '../account/account-forms.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import type { Frame } from '../kit/frame.ts';
import { PageHead } from '../kit/page-head.tsx';
import { PortalLayout } from './layout.tsx';

type PortalAccountProps = {
  frame: Frame;
  name: string;
  email: string;
  /** Other browsers that are signed in. */
  others: number;
  errors: Record<string, string>;
  /** What was just done. */
  done: string | undefined;
};

/** Name, password and sign-ins of one of a customer's people. */
export function PortalAccountPage({ frame, name, email, others, errors, done }: PortalAccountProps) {
  return (
    <PortalLayout frame={frame} title="Your account">
      <PageHead title="Your account" note={email} />
      {done === undefined ? null : (
        <Banner tone="ok" data-said-by="done">
          {done}
        </Banner>
      )}
      <FormErrors errors={errors} />
      <div class="columns">
        <NameForm frame={frame} action={links.marketplaceAccount()} errors={errors} name={name} />
        <PasswordForm frame={frame} action={links.marketplacePassword()} errors={errors} email={email} />
        <Section id="browsers" title="Other browsers">
          <form class="stack" method="post" action={links.marketplaceSessions()}>
            <Csrf token={frame.csrf} />
            <p class="muted">
              {others > 0
                ? `You are signed in from ${plural(others, 'other browser')}.`
                : 'You are signed in from no other browser.'}
            </p>
            <div class="row">
              <Button>Sign out everywhere else</Button>
            </div>
          </form>
        </Section>
      </div>
    </PortalLayout>
  );
}
