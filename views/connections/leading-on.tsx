import { Button } from '../kit/button.tsx';
import type { Frame } from '../kit/frame.ts';
import { PlainPage } from './plain-page.tsx';

/** On the way to another system; the browser goes on by itself. */
export function LeadingOn({ frame, href }: { frame: Frame; href: string }) {
  return (
    <PlainPage frame={frame} title="On to the sign-in">
      <p>You are led to where you sign in, and then back to this page.</p>
      <div class="row">
        <Button kind="primary" href={href}>
          Continue
        </Button>
      </div>
    </PlainPage>
  );
}
