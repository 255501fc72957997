import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { PortalLayout } from './layout.tsx';

/** Screens that other pages know of, and that there is nothing for here. */
export function NotOfferedPage({ frame, text }: { frame: Frame; text: string }) {
  return (
    <PortalLayout frame={frame} title="Not available">
      <EmptyState
        title="Not available"
        level={1}
        actions={<Button href={links.marketplace()}>Marketplace</Button>}
      >
        <p>{text}</p>
      </EmptyState>
    </PortalLayout>
  );
}
