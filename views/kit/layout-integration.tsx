import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Frame } from './frame.ts';
import { IntegrationAside, type IntegrationFacts } from './integration-aside.tsx';
import { StaffLayout } from './layout-staff.tsx';

type IntegrationLayoutProps = PropsWithChildren<{
  frame: Frame;
  /** The page's own name; the integration's follows. */
  title: string;
  integration: IntegrationFacts;
  bare?: boolean | undefined;
  dialog?: Child;
  toast?: Child;
}>;

/** The frame of the pages inside one integration: its name, details and parts beside the page. */
export function IntegrationLayout(props: IntegrationLayoutProps) {
  const { frame, title, integration, bare, dialog, toast, children } = props;
  const whole = `${title} · ${integration.name}`;
  return (
    <StaffLayout frame={frame} title={whole} section="integrations" slim bare dialog={dialog} toast={toast}>
      <div class="workbench">
        <IntegrationAside frame={frame} integration={integration} />
        {bare ? (
          children
        ) : (
          <main id="main" tabindex={-1} class="page">
            {children}
          </main>
        )}
      </div>
    </StaffLayout>
  );
}
