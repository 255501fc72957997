import type { PropsWithChildren } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import { Document, SkipLink } from './document.tsx';
import type { Frame } from './frame.ts';
import { Mark } from './icon.tsx';
import { Logo } from './layout-customer.tsx';
import { WellDrawing } from './well-drawing.tsx';

/** The frame of pages for those who are not signed in: sign-in, set-up, invitation. */
export function SignInLayout({ frame, title, children }: PropsWithChildren<{ frame: Frame; title: string }>) {
  if (frame.isForCustomers) {
    return (
      <Document frame={frame} title={title} customer whiteLabel>
        <SkipLink />
        <header class="topbar">
          <a class="brand" href={frame.at.home}>
            <Logo organization={frame.organization} />
          </a>
        </header>
        <main id="main" tabindex={-1} class="wizard">
          {children}
        </main>
      </Document>
    );
  }
  return (
    <Document frame={frame} title={title} whiteLabel>
      <SkipLink />
      <div class="sign-in">
        <main id="main" tabindex={-1} class="stack">
          <Brand frame={frame} />
          {children}
        </main>
        <WellDrawing />
      </div>
    </Document>
  );
}

/** The way home in the organization's look. */
export function Brand({ frame }: { frame: Frame }) {
  return (
    <a class="brand" href={links.overview()}>
      {frame.organization.logo === undefined ? (
        <>
          <Mark />
          <span>{frame.organization.name || 'Stepwell'}</span>
        </>
      ) : (
        <Logo organization={frame.organization} />
      )}
    </a>
  );
}
