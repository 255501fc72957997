import type { PropsWithChildren } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Document, SkipLink } from '../kit/document.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Brand } from '../kit/layout-sign-in.tsx';

export type HelpProps = {
  frame: Frame;
  /** Staff stay in their own frame. */
  isStaff: boolean;
};

/** The frame of the help pages: the one that staff know, and a plain one for everybody else. */
export function HelpLayout({
  frame,
  isStaff,
  title,
  children,
}: PropsWithChildren<HelpProps & { title: string }>) {
  if (isStaff) {
    return (
      <StaffLayout frame={frame} title={title} section={undefined}>
        {children}
      </StaffLayout>
    );
  }
  return (
    <Document frame={frame} title={title} whiteLabel>
      <SkipLink />
      <header class="topbar">
        <div class="grow">
          <Brand frame={frame} />
        </div>
        {frame.viewer === undefined ? <Button href={links.signIn()}>Sign in</Button> : null}
      </header>
      <main id="main" tabindex={-1} class="page">
        {children}
      </main>
    </Document>
  );
}
