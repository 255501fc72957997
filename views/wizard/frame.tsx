import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Frame } from '../kit/frame.ts';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { StaffLayout } from '../kit/layout.tsx';
import { WizardSteps } from '../kit/wizard.tsx';

/** What every page of a wizard shows. */
export type Wizard = {
  frame: Frame;
  /** The page around it, which brings `main`. */
  Layout: (props: PropsWithChildren<{ frame: Frame; title: string }>) => Child;
  integration: { id: string; name: string; icon: string | null };
  /** For whom it is filled in, where that is somebody else. */
  customer: string | undefined;
  /** It is active already, and its answers are changed. */
  isChange: boolean;
  /** It gets another version with them. */
  isUpdate: boolean;
  /** One person fills it in for themselves. */
  isOfPerson: boolean;
  /** Titles of the pages in their order, with the review. */
  titles: string[];
  /** From 0. */
  current: number;
};

/** The head of a wizard with its progress. */
export function WizardFrame({ wizard, children }: PropsWithChildren<{ wizard: Wizard }>) {
  const { frame, Layout, integration, customer, titles, current } = wizard;
  const state = (index: number) => (index < current ? 'done' : index === current ? 'current' : 'ahead');
  return (
    <Layout frame={frame} title={`${titles[current] ?? ''} · ${integration.name}`}>
      <div class="stack">
        <div class="row">
          <IntegrationTile id={integration.id} icon={integration.icon} name={integration.name} />
          <span class="grow">
            {actOf(wizard)} <strong>{integration.name}</strong>
            {customer === undefined ? null : <span class="muted"> for {customer}</span>}
          </span>
        </div>
        <WizardSteps steps={titles.map((label, index) => ({ label, state: state(index) }))} />
      </div>
      {children}
    </Layout>
  );
}

function actOf({ isChange, isUpdate, isOfPerson }: Wizard): string {
  if (isOfPerson) return 'For you:';
  if (isUpdate) return 'Update';
  return isChange ? 'Change' : 'Activate';
}

/** The wizard among the pages of staff. */
export function StaffWizard({ frame, title, children }: PropsWithChildren<{ frame: Frame; title: string }>) {
  return (
    <StaffLayout frame={frame} title={title} section="instances" bare>
      <main id="main" tabindex={-1} class="wizard">
        {children}
      </main>
    </StaffLayout>
  );
}
