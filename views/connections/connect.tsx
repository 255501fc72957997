import { Button } from '../kit/button.tsx';
import type { Frame } from '../kit/frame.ts';
import { PlainPage } from './plain-page.tsx';

/** Where a one-use link leads: whoever has it signs in, without an account here. */
export function ConnectPage({ frame, label, href }: { frame: Frame; label: string; href: string }) {
  const { name } = frame.organization;
  return (
    <PlainPage frame={frame} title={`Connect ${label}`}>
      <p>
        {name} asks you to sign in to <strong>{label}</strong> and to allow access. You are led there, and
        then back to this page. Your password is not seen here.
      </p>
      <p class="muted">This link works once.</p>
      <div class="row">
        <Button kind="primary" href={href} icon="plug">
          Continue
        </Button>
      </div>
    </PlainPage>
  );
}

export function UsedConnectLink({ frame, isExpired }: { frame: Frame; isExpired: boolean }) {
  return (
    <PlainPage frame={frame} title="This link works no more">
      <p>
        {isExpired
          ? 'It was good for a week only. Ask whoever sent it for a new one.'
          : 'It was used, or a newer one has taken its place. If something is still to be connected, ask whoever sent it for a new one.'}
      </p>
    </PlainPage>
  );
}
