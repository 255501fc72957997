import type { Child, PropsWithChildren } from 'hono/jsx';
import { classes } from '../../src/lib/ui/class-names.ts';
import type { Section } from '../../src/lib/ui/places.ts';
import { Document, SkipLink } from './document.tsx';
import type { Frame } from './frame.ts';
import { Sidebar } from './sidebar.tsx';

type StaffLayoutProps = PropsWithChildren<{
  frame: Frame;
  title: string;
  section: Section;
  /** The children bring their own `main#main`: a page with a panel, or one inside an integration. */
  bare?: boolean | undefined;
  slim?: boolean | undefined;
  dialog?: Child;
  toast?: Child;
  loads?: string[] | undefined;
}>;

/** The frame of the staff's pages. */
export function StaffLayout(props: StaffLayoutProps) {
  const { frame, title, section, bare, slim, dialog, toast, loads, children } = props;
  return (
    <Document frame={frame} title={title} dialog={dialog} loads={loads}>
      <SkipLink />
      <div class={classes('app', slim && 'slim')}>
        <Sidebar frame={frame} section={section} />
        <div class="sheet">
          {bare ? (
            children
          ) : (
            <main id="main" tabindex={-1} class="page">
              {children}
            </main>
          )}
          {toast}
        </div>
      </div>
    </Document>
  );
}
