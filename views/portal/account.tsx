import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { PasswordHelp } from '../account/set-up.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
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
        <Section id="you" title="You">
          <form class="stack" method="post" action={links.marketplaceAccount()}>
            <Csrf token={frame.csrf} />
            <Field name="name" label="Name" autocomplete="name" value={name} error={errors.name} required />
            <div class="row">
              <Button>Save name</Button>
            </div>
          </form>
        </Section>
        <PasswordForm frame={frame} email={email} errors={errors} />
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

type PasswordFormProps = { frame: Frame; email: string; errors: Record<string, string> };

function PasswordForm({ frame, email, errors }: PasswordFormProps) {
  return (
    <Section id="password" title="Password">
      <form class="stack" method="post" action={links.marketplacePassword()}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="email" value={email} autocomplete="username" />
        <Field
          kind="password"
          name="old"
          label="Current password"
          autocomplete="current-password"
          error={errors.old}
          required
        />
        <Field
          kind="password"
          name="next"
          label="New password"
          help={<PasswordHelp />}
          autocomplete="new-password"
          minlength={12}
          error={errors.next}
          required
        />
        <div class="row">
          <Button>Change password</Button>
        </div>
      </form>
    </Section>
  );
}
