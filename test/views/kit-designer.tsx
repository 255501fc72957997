import { type AskedStepInput, StepInputField } from '../../views/designer/step-inputs.tsx';
import { Badge } from '../../views/kit/badge.tsx';
import { InputModes, StepInput } from '../../views/kit/input-modes.tsx';
import { Menu, MenuItem, MoreMenu } from '../../views/kit/menu.tsx';
import { PageHead } from '../../views/kit/page-head.tsx';
import { Dock, ProblemList } from '../../views/kit/problem-list.tsx';
import { Status } from '../../views/kit/status.tsx';
import { PanelSection, StepPanel } from '../../views/kit/step-panel.tsx';
import { Rail, StepAdd, StepCard, StepList } from '../../views/kit/steps.tsx';
import { TestBar } from '../../views/kit/test-bar.tsx';

function Steps() {
  return (
    <StepList id="steps">
      <li>
        <StepCard href="?step=trigger" name="New paid order" note="Webhook" hue={2} icon="webhook" trigger />
        <StepAdd href="?add=0" after="New paid order" />
      </li>
      <li>
        <StepCard
          id="step-1"
          href="?step=1"
          name="Is it from the EU?"
          number="1"
          hue={4}
          icon="git-branch"
          badges={<Badge icon="rotate-cw">3</Badge>}
          took="214 ms"
          state="succeeded"
          current
        />
        <Rail kind="branch" label="EU">
          <StepList>
            <li>
              <StepCard href="?step=1.1" name="Work out VAT" number="1.1" hue={1} />
            </li>
          </StepList>
        </Rail>
        <Rail kind="loop" label="Each line">
          <StepList>
            <li>
              <StepCard href="?step=1.2" name="Reserve" number="1.2" hue={1} state="failed" />
            </li>
          </StepList>
        </Rail>
        <StepAdd href="?add=1" />
      </li>
    </StepList>
  );
}

const field = (name: string, label: string): AskedStepInput => ({
  ...{ name, label, help: '', errors: [], isOptional: false, mode: 'template', modes: ['value', 'template'] },
  asked: { as: 'text', value: '{{$order.results.sku}}', editor: { language: 'template', id: `e-${name}` } },
  result: 'A-1',
});
const LINES: AskedStepInput = {
  ...{ name: 'in.lines', label: 'Order line', help: 'One for each article.', errors: [], isOptional: true },
  ...{ mode: 'value', modes: ['value', 'reference', 'config'] },
  asked: {
    as: 'objects',
    isNamed: true,
    rows: [0, 1].map((index) => ({
      ...{ name: `in.lines.${index}`, key: `line-${index}` },
      fields: [field(`in.lines.${index}.sku`, 'SKU')],
    })),
  },
};

function Panel() {
  return (
    <StepPanel
      title="Create sales order"
      number="3"
      note="Acme ERP · Create sales order"
      hue={1}
      icon="package-plus"
      actions={
        <MoreMenu name="More for this step">
          <MenuItem href="/x" icon="copy">
            Duplicate
          </MenuItem>
        </MoreMenu>
      }
    >
      <PanelSection label="Inputs" title="Inputs">
        <StepInput id="i1" label="Connection" mode="config" value="Acme connection" />
        <StepInput
          id="i2"
          label="Order number"
          mode="reference"
          value="getOrder.results.number"
          help="Last: A-1"
        />
        <StepInput id="i3" label="Note" mode="template" value={'{{#Note}}\npaid'} optional />
        <StepInput
          id="i4"
          label="Currency"
          mode="value"
          value=""
          error="Choose a currency, for example EUR."
        />
        <InputModes name="note" label="note" mode="template" />
        <StepInputField
          input={LINES}
          valueLinks={{ step: () => '', configVar: () => undefined }}
          yaml="/x"
          references={[]}
        />
      </PanelSection>
    </StepPanel>
  );
}

export function KitDesigner() {
  return (
    <div class="split">
      <main id="main" tabindex={-1}>
        <PageHead title="Acme order sync, flow Order sync" hidden />
        <div class="topbar">
          <Menu label={<strong>Order sync</strong>} grow>
            <MenuItem href="?flow=1" icon="webhook" current>
              Order sync
            </MenuItem>
            <MenuItem href="?flow=2" icon="calendar-clock">
              Nightly catch-up
            </MenuItem>
          </Menu>
        </div>
        <div class="page">
          <Steps />
        </div>
        <Dock>
          <ProblemList
            note="before you can publish"
            problems={[
              {
                tone: 'bad',
                href: '?step=3',
                where: '3 Create sales order',
                message: 'Currency is required',
              },
              { tone: 'warn', href: '?config', where: 'Config', message: '“Old” is not used by any step' },
            ]}
          />
          <TestBar
            csrf="token"
            action="/x"
            flow="orders"
            payloads={[
              { value: 'last', label: 'Last real order, 11:52' },
              { value: 'sample', label: 'Sample payload' },
            ]}
            last={<Status state="failed">Failed at 3</Status>}
            step="3"
          />
        </Dock>
      </main>
      <Panel />
    </div>
  );
}
