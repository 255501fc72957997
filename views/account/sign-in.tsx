import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { SignInLayout } from '../kit/layout.tsx';
import { type Held, HeldFields, SignedOutBanner } from './stash.tsx';

type SignInProps = {
  frame: Frame;
  email: string;
  /** Where to go afterwards. */
  back: string;
  /** Why the last try failed. */
  problem?: string | undefined;
  isSetUp: boolean;
  /** What was sent after the session had ended. */
  held?: Held | undefined;
  /** Something was sent just now, and is not saved. */
  isLost?: boolean | undefined;
};

export function SignInPage({ frame, email, back, problem, isSetUp, held, isLost }: SignInProps) {
  return (
    <SignInLayout frame={frame} title="Sign in">
      <h1>Sign in</h1>
      {problem === undefined ? null : (
        <Banner tone="bad" alert>
          {problem}
        </Banner>
      )}
      {isLost ? <SignedOutBanner isHeld={held !== undefined} /> : null}
      {isSetUp || frame.isForCustomers ? null : (
        <Banner tone="run">
          Nobody has set up this Stepwell yet. The link to begin with was printed when it started.
        </Banner>
      )}
      <form class="stack" method="post" action={frame.at.signIn}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="return" value={back} />
        <HeldFields held={held} />
        <Field
          kind="email"
          name="email"
          label="E-mail"
          autocomplete="username"
          value={email}
          required
          autofocus
        />
        <Field
          kind="password"
          name="password"
          label="Password"
          autocomplete="current-password"
          required
          aside={
            <a class="small" href={frame.at.forgotten}>
              Forgot it?
            </a>
          }
        />
        <Button kind="primary">Sign in</Button>
      </form>
      {frame.isForCustomers && frame.organization.catalogue !== undefined ? (
        <p class="small">
          <a href={frame.organization.catalogue}>See what there is</a>
        </p>
      ) : null}
    </SignInLayout>
  );
}

/** What to do without the password: no mail is sent, so a person has to help. */
export function ForgottenPage({ frame }: { frame: Frame }) {
  return (
    <SignInLayout frame={frame} title="Forgotten password">
      <h1>Forgotten password</h1>
      <p>
        Ask an owner or admin of {frame.organization.name}: under Settings › Staff they make a link for a new
        one.
      </p>
      <p>
        Nobody else can sign in either? Whoever runs this server gets a link with{' '}
        <code>stepwell admin reset you@example.com</code>.
      </p>
      <Button href={links.signIn()}>Back to sign-in</Button>
    </SignInLayout>
  );
}
