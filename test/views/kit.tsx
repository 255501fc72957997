import type { Child } from 'hono/jsx';
import { Banner } from '../../views/kit/banner.tsx';
import { Button } from '../../views/kit/button.tsx';
import { ComponentPicker } from '../../views/kit/component-picker.tsx';
import { Dialog } from '../../views/kit/dialog.tsx';
import { EmptyState } from '../../views/kit/empty-state.tsx';
import { ErrorSummary } from '../../views/kit/error-summary.tsx';
import { Field } from '../../views/kit/field.tsx';
import type { Frame } from '../../views/kit/frame.ts';
import type { IntegrationFacts } from '../../views/kit/integration-aside.tsx';
import { CustomerLayout, IntegrationLayout, SignInLayout, StaffLayout } from '../../views/kit/layout.tsx';
import { PageHead } from '../../views/kit/page-head.tsx';
import { StepAdd, StepCard, StepList } from '../../views/kit/steps.tsx';
import { Toast } from '../../views/kit/toast.tsx';
import { frameOf } from './frame.ts';
import { KitControls } from './kit-controls.tsx';
import { KitCustomer, KitWizard } from './kit-customer.tsx';
import { KitDesigner } from './kit-designer.tsx';
import { KitLists } from './kit-lists.tsx';
import { KitRuns } from './kit-runs.tsx';

const frame = frameOf();
const customerFrame: Frame = frameOf({
  organization: { name: 'Larkfield', accent: '#8a3b6b', logo: '/theme/logo' },
});
export const integration: IntegrationFacts = {
  id: 'int_1',
  name: 'Acme order sync',
  description: 'Sends paid orders to Acme ERP.',
  category: 'ERP',
  categories: ['CRM', 'ERP'],
  labels: ['orders', 'eu'],
  version: 'v14 · draft',
  hasDraft: true,
  instanceCount: '23',
  icon: null,
  attachmentCount: '4',
  tab: 'flows',
  canWrite: true,
  isCode: false,
  canEdit: true,
};
const NAV = [
  { href: '/marketplace', label: 'Integrations', current: true },
  { href: '/activity', label: 'Activity' },
];

function Behind() {
  return (
    <>
      <PageHead title="Order sync" />
      <StepList>
        <li>
          <StepCard href="/x" name="New paid order" hue={2} icon="webhook" trigger />
          <StepAdd href="/y" after="New paid order" />
        </li>
      </StepList>
    </>
  );
}

function SignInPage() {
  return (
    <SignInLayout frame={frameOf({ viewer: undefined })} title="Sign in">
      <h1>Sign in</h1>
      <Banner tone="bad" alert>
        That address and password do not match.
      </Banner>
      <form class="stack" method="post" action="/sign-in">
        <Field
          name="email"
          label="E-mail"
          kind="email"
          autocomplete="username"
          value="dana@larkfield.example"
        />
        <Field
          name="password"
          label="Password"
          kind="password"
          autocomplete="current-password"
          error="Type it again."
          aside={
            <a class="small" href="/forgotten">
              Forgot it?
            </a>
          }
        />
        <Button kind="primary">Sign in</Button>
      </form>
    </SignInLayout>
  );
}

const staff = (title: string, child: Child, more: { dialog?: Child; toast?: Child } = {}) => (
  <StaffLayout frame={frame} title={title} section="components" {...more}>
    {child}
  </StaffLayout>
);

/** Every part in every state, on as many pages as its layouts need. They are in no product's menu: tests look at them. */
export const KIT: Record<string, () => Child> = {
  controls: () => staff('Controls', <KitControls />),
  lists: () =>
    staff('Lists', <KitLists />, {
      toast: (
        <Toast>
          <span>Step moved to the bin</span>
          <Button kind="quiet">Undo</Button>
        </Toast>
      ),
    }),
  runs: () => staff('Runs', <KitRuns />),
  nothing: () =>
    staff(
      'Not found',
      <EmptyState level={1} title="Nothing is here" actions={<Button href="/">Overview</Button>}>
        <p>It was removed, or the address is not quite right.</p>
      </EmptyState>,
    ),
  designer: () => (
    <IntegrationLayout frame={frame} title="Flows" integration={integration} bare>
      <KitDesigner />
    </IntegrationLayout>
  ),
  reader: () => (
    <IntegrationLayout
      frame={frame}
      title="Instances"
      integration={{ ...integration, tab: 'instances', canWrite: false, canEdit: false, hasDraft: false }}
    >
      <PageHead title="Instances" count="23" />
    </IntegrationLayout>
  ),
  dialog: () =>
    staff('Delete', <Behind />, {
      dialog: (
        <Dialog id="deletion" title="Delete Acme order sync" close="/integrations/int_1">
          <ErrorSummary problems={[{ id: 'field-name', message: 'Type the name as it stands above' }]} />
          <p>23 instances go with it.</p>
          <form class="stack" method="post" action="/integrations/int_1/deletion">
            <Field name="name" label="Type the name to go on" error="This is another name." value="Acme" />
            <Button kind="danger">Remove integration</Button>
          </form>
        </Dialog>
      ),
    }),
  picker: () =>
    staff('Add a step', <Behind />, {
      dialog: (
        <ComponentPicker
          title="Add a step after Get order"
          action="/picker"
          asked={{ after: 'get-order' }}
          choose="/steps"
          none="Nothing here does that."
          close="/flow"
          query="order"
          kinds={[
            { href: '/picker', label: 'Everything', current: true },
            { href: '/picker?kind=logic', label: 'Logic' },
          ]}
          groups={[
            {
              label: 'Acme ERP',
              items: [
                { value: 'a/1', name: 'Create sales order', note: 'from a list of lines', hue: 1 },
                { value: 'a/2', name: 'Find', note: 'an order by number', hue: 1, used: 6 },
              ],
            },
            { label: 'Logic', items: [{ value: 'l/1', name: 'Sort', note: 'by a field', hue: 4 }] },
          ]}
          found={12}
        />
      ),
    }),
  'sign-in': () => <SignInPage />,
  marketplace: () => (
    <CustomerLayout frame={customerFrame} title="Integrations" nav={NAV} home="/marketplace">
      <KitCustomer />
    </CustomerLayout>
  ),
  wizard: () => (
    <CustomerLayout frame={customerFrame} title="Activate Acme" nav={NAV} home="/marketplace" wizard>
      <KitWizard />
    </CustomerLayout>
  ),
};
