import type { PropsWithChildren } from 'hono/jsx';
import { shortened } from '../../src/lib/format.ts';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';

type OverIntegrationProps = PropsWithChildren<{
  frame: Frame;
  integration: IntegrationFacts;
  id: string;
  title: string;
  close: string;
}>;

/** A dialog in front of what an integration is called. */
export function OverIntegration({ frame, integration, id, title, close, children }: OverIntegrationProps) {
  const dialog = (
    <Dialog id={id} title={title} close={close}>
      {children}
    </Dialog>
  );
  return (
    <IntegrationLayout frame={frame} title={title} integration={integration} dialog={dialog}>
      <PageHead title={integration.name} note={shortened(integration.description, 300) || undefined} />
    </IntegrationLayout>
  );
}
