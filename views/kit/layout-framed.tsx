import type { Child, PropsWithChildren } from 'hono/jsx';
import { Document, SkipLink } from './document.tsx';
import type { Frame } from './frame.ts';
import { Nav, type NavItem } from './nav.tsx';

type FramedLayoutProps = PropsWithChildren<{
  frame: Frame;
  title: string;
  nav: NavItem[];
  wizard?: boolean | undefined;
  dialog?: Child;
}>;

/** The customers' pages in a page of another site: that one has the name, the account and the way out. */
export function FramedLayout({ frame, title, nav, wizard, dialog, children }: FramedLayoutProps) {
  return (
    <Document frame={frame} title={title} dialog={dialog} loads={['embedded.js']} customer whiteLabel>
      {nav.length === 0 ? null : (
        <>
          <SkipLink />
          <header class="topbar">
            <Nav label="Main" items={nav} grow />
          </header>
        </>
      )}
      <main id="main" tabindex={-1} class={wizard ? 'wizard' : 'page'} data-framed={frame.framed?.told}>
        {children}
      </main>
    </Document>
  );
}
