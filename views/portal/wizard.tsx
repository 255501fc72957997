import type { PropsWithChildren } from 'hono/jsx';
import type { Frame } from '../kit/frame.ts';
import { PortalLayout } from './layout.tsx';

/** The configuration wizard among the pages of a customer's people. */
export function PortalWizard({ frame, title, children }: PropsWithChildren<{ frame: Frame; title: string }>) {
  return (
    <PortalLayout frame={frame} title={title} place="mine" wizard>
      {children}
    </PortalLayout>
  );
}
