import type { PropsWithChildren } from 'hono/jsx';
import { Document, SkipLink } from '../kit/document.tsx';
import type { Frame } from '../kit/frame.ts';
import { Logo } from '../kit/layout-customer.tsx';

/** A page in the organization's look for somebody who may have no account here: it leads nowhere else. */
export function PlainPage({ frame, title, children }: PropsWithChildren<{ frame: Frame; title: string }>) {
  return (
    <Document frame={frame} title={title} customer whiteLabel>
      <SkipLink />
      <header class="topbar">
        <span class="brand">
          <Logo organization={frame.organization} />
        </span>
      </header>
      <main id="main" tabindex={-1} class="wizard">
        <h1>{title}</h1>
        {children}
      </main>
    </Document>
  );
}
