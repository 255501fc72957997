import type { Child } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { NotLive } from '../kit/not-live.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { type RunCharts, RunChartsSection } from '../kit/run-charts.tsx';
import { type Monitored, MonitoredSection } from '../monitors/section.tsx';
import { SetUpByPeople } from '../portal/own-answers.tsx';
import { type ChangeRow, Changes } from './changes.tsx';
import { type FailedEventShown, FailedEvents } from './failed-events.tsx';
import { type FlowShown, Flows } from './flows.tsx';
import { type HeadShown, InstanceHead } from './head.tsx';
import { Limits, type LimitsShown } from './limits.tsx';
import { LastItems } from './rows.tsx';
import { Runs, type RunsProps } from './runs.tsx';
import { type ShownSection, Values } from './values.tsx';

export type InstanceShown = HeadShown & {
  flows: FlowShown[];
  failedEvents: FailedEventShown[];
  values: ShownSection[];
  runs: RunsProps;
  limits: LimitsShown;
  charts: RunCharts;
  monitored: Monitored;
  changes: ChangeRow[];
  /** Who has answered for themselves, where each person is asked something. */
  setUpBy: Parameters<typeof SetUpByPeople>[0] | undefined;
};

type DetailProps = { frame: Frame; instance: InstanceShown; dialog?: Child };

export function InstancePage({ frame, instance, dialog }: DetailProps) {
  const { id, name, customerId, customerName, flows, values, runs, limits, changes, setUpBy } = instance;
  const { charts, monitored } = instance;
  const mayWrite = frame.viewer?.may('instances:write') === true;
  return (
    <StaffLayout frame={frame} title={`${name}, ${customerName}`} section="instances" dialog={dialog}>
      <div class="stack">
        <Breadcrumb
          items={[
            { href: links.instances(), label: 'Instances' },
            { href: links.customer(customerId), label: customerName },
          ]}
          here={name}
        />
        <PageHead title={name}>
          <Actions frame={frame} instance={instance} />
        </PageHead>
        <InstanceHead instance={instance} mayWrite={mayWrite} />
        <FailedEvents frame={frame} id={id} events={instance.failedEvents} />
        <NotLive href={links.instance(id)} />
      </div>
      <Section id="flows" title={flows.length === 1 ? 'Flow' : 'Flows'}>
        <Flows flows={flows} mayWrite={mayWrite} />
      </Section>
      <Section
        id="configuration"
        title="Configuration"
        aside={
          mayWrite ? (
            <>
              <Button href={links.answers(id)} kind="quiet">
                Page by page
              </Button>
              <Button href={links.instanceConfiguration(id)} icon="pencil">
                Edit configuration
              </Button>
            </>
          ) : null
        }
      >
        <Values sections={values} />
      </Section>
      {setUpBy === undefined ? null : (
        <Section id="set-up-by" title="Set up by its users for themselves">
          <SetUpByPeople {...setUpBy} />
        </Section>
      )}
      <Section
        id="executions"
        title="Newest executions"
        aside={<a href={links.executions({ instance: id })}>All executions</a>}
      >
        <Runs {...runs} />
      </Section>
      <Section id="limits" title="Limits">
        <Limits frame={frame} id={id} limits={limits} />
      </Section>
      <RunChartsSection charts={charts} />
      <MonitoredSection frame={frame} {...monitored} place={{ instance: id }} />
      <Section
        id="changes"
        title="Last changes"
        aside={
          frame.viewer?.may('settings:write') ? <a href={links.audit({ subject: id })}>All changes</a> : null
        }
      >
        <Changes rows={changes} />
      </Section>
      {dialog === undefined ? (
        <div hidden {...{ 'hx-sse:connect': links.instanceStream(id), 'hx-sse:close': 'close' }} />
      ) : null}
    </StaffLayout>
  );
}

function Actions({ frame, instance }: { frame: Frame; instance: InstanceShown }) {
  const { id, name, state } = instance;
  const { viewer } = frame;
  return (
    <>
      {viewer?.may('instances:write') ? (
        <form method="post" action={links.instanceActivation(id)}>
          <Csrf token={frame.csrf} />
          {state === 'paused' ? (
            <Button kind="primary" icon="play" name="active" value="true">
              Enable
            </Button>
          ) : (
            <Button icon="pause" name="active" value="false">
              Pause
            </Button>
          )}
        </form>
      ) : null}
      <MoreMenu name={`More for ${name}`}>
        {viewer?.may('instances:deploy') ? (
          <MenuItem href={links.instanceVersion(id)} icon="circle-arrow-up">
            Change version
          </MenuItem>
        ) : null}
        {viewer?.may('instances:deploy') ? (
          <MenuItem href={links.instanceStates(id)} icon="database">
            States
          </MenuItem>
        ) : null}
        {viewer?.may('instances:deploy') ? (
          <MenuItem href={links.instanceKeeping(id)} icon="hard-drive">
            Kept data
          </MenuItem>
        ) : null}
        <LastItems frame={frame} id={id} />
      </MoreMenu>
    </>
  );
}
