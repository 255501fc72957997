import { HELD_FIELD, HELD_PATH_FIELD } from '../../src/lib/ui/held-fields.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';
import { SignInLayout } from '../kit/layout.tsx';

/** A form that was sent when its sender was signed out: where to, and what was typed, sealed. */
export type Held = { path: string; sealed: string };

/** What waits goes along with the sign-in. */
export function HeldFields({ held }: { held: Held | undefined }) {
  if (held === undefined) return null;
  return (
    <>
      <input type="hidden" name={HELD_FIELD} value={held.sealed} />
      <input type="hidden" name={HELD_PATH_FIELD} value={held.path} />
    </>
  );
}

/** Whether what was sent can be sent again after the sign-in. */
export function SignedOutBanner({ isHeld }: { isHeld: boolean }) {
  return (
    <Banner tone="warn" alert>
      <strong>You were signed out, so nothing was saved.</strong>{' '}
      {isHeld
        ? 'What you typed is kept: sign in, and you can send it.'
        : 'Sign in, open the page again and repeat what you did.'}
    </Banner>
  );
}

type HeldProps = { frame: Frame; held: Held; title: string; text: string; back: string };

/** Sends what has waited, once somebody says so. */
export function HeldPage({ frame, held, title, text, back }: HeldProps) {
  return (
    <SignInLayout frame={frame} title={title}>
      <h1>{title}</h1>
      <p>{text} What you typed is kept, and not saved yet.</p>
      <form class="stack" method="post" action={held.path}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name={HELD_FIELD} value={held.sealed} />
        <Button kind="primary" autofocus>
          Send it now
        </Button>
        <Button href={back}>Leave it</Button>
      </form>
    </SignInLayout>
  );
}
