import { Button } from '../kit/button.tsx';
import type { Frame } from '../kit/frame.ts';
import { SignInLayout } from '../kit/layout.tsx';

/** What somebody of a customer does without their password. */
export function PortalForgottenPage({ frame }: { frame: Frame }) {
  return (
    <SignInLayout frame={frame} title="Forgotten password">
      <h1>Forgotten password</h1>
      <p>Ask an admin of your team: under Team they make a link by which you choose a new one.</p>
      <p>Nobody of your team can sign in? Ask {frame.organization.name} for a link.</p>
      <div class="row">
        <Button href={frame.at.signIn}>Back to sign-in</Button>
      </div>
    </SignInLayout>
  );
}
