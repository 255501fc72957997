import type { Child } from 'hono/jsx';
import type { Instant } from '../../src/lib/time.ts';
import { Banner } from '../partials/banner.tsx';
import { Button } from '../partials/button.tsx';
import { Section } from '../partials/card.tsx';
import { Csrf } from '../partials/csrf.tsx';
import { Facts } from '../partials/facts.tsx';
import type { Frame } from '../partials/frame.ts';
import { StaffLayout } from '../partials/layout.tsx';
import { MenuItem, MoreMenu } from '../partials/menu.tsx';
import { Breadcrumb, PageHead } from '../partials/page-head.tsx';
import { Sparkline } from '../partials/sparkline.tsx';
import { Time } from '../partials/time.tsx';
import { type FlowShown, Flows } from './flows.tsx';
import { type InstanceRow, InstanceStatus, Version } from './rows.tsx';
import { type RunRow, Runs } from './runs.tsx';
import { type ShownSection, Values } from './values.tsx';

export type InstanceShown = InstanceRow & {
  createdAt: Instant;
  /** Required config variables without a value. */
  missing: string[];
  flows: FlowShown[];
  values: ShownSection[];
  runs: RunRow[];
};

type DetailProps = { frame: Frame; instance: InstanceShown; dialog?: Child };

export function InstancePage({ frame, instance, dialog }: DetailProps) {
  const { id, name, customerId, customerName, flows, values, runs } = instance;
  const mayWrite = frame.viewer?.may('instances:write') === true;
  return (
    <StaffLayout frame={frame} title={`${name}, ${customerName}`} section="instances" dialog={dialog}>
      <div class="stack">
        <Breadcrumb
          items={[
            { href: '/instances', label: 'Instances' },
            { href: `/customers/${customerId}`, label: customerName },
          ]}
          here={name}
        />
        <PageHead title={name}>
          <Actions frame={frame} instance={instance} />
        </PageHead>
        <HowItIs instance={instance} mayWrite={mayWrite} />
        <Summary instance={instance} />
      </div>
      <Section id="flows" title={flows.length === 1 ? 'Flow' : 'Flows'}>
        <Flows flows={flows} />
      </Section>
      <Section
        id="configuration"
        title="Configuration"
        aside={
          mayWrite ? (
            <Button href={`/instances/${id}/configuration`} icon="pencil">
              Edit configuration
            </Button>
          ) : null
        }
      >
        <Values sections={values} />
      </Section>
      <Section
        id="executions"
        title="Newest executions"
        aside={<a href={`/executions?instance=${id}`}>All executions</a>}
      >
        <Runs rows={runs} />
      </Section>
    </StaffLayout>
  );
}

function Actions({ frame, instance }: { frame: Frame; instance: InstanceShown }) {
  const { id, name, state } = instance;
  const { viewer } = frame;
  return (
    <>
      {viewer?.may('instances:write') ? (
        <form method="post" action={`/instances/${id}/activation`}>
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
          <MenuItem href={`/instances/${id}/version`} icon="circle-arrow-up">
            Change version
          </MenuItem>
        ) : null}
        <MenuItem href={`/executions?instance=${id}`} icon="activity">
          Executions
        </MenuItem>
        {viewer?.may('instances:remove') ? (
          <MenuItem href={`/instances/${id}/removal`} icon="trash-2" danger>
            Remove …
          </MenuItem>
        ) : null}
      </MoreMenu>
    </>
  );
}

/** Why it does not run as it should, and what to do next; nothing where all is well. */
function HowItIs({ instance, mayWrite }: { instance: InstanceShown; mayWrite: boolean }) {
  const { id, state, missing, last } = instance;
  if (missing.length > 0 && state !== 'paused') {
    const complete = (
      <Button kind="primary" href={`/instances/${id}/configuration`}>
        Complete it
      </Button>
    );
    return (
      <Banner tone="warn" action={mayWrite ? complete : undefined}>
        Nothing runs until {missing.length === 1 ? 'this has a value' : 'these have values'}:{' '}
        <b>{missing.join(', ')}</b>.
      </Banner>
    );
  }
  if (state === 'paused') {
    return <Banner tone="run">It is paused: calls are refused with 409, and schedules wait. What runs goes on.</Banner>;
  }
  if (!last || last.failures === 0) return null;
  return (
    <Banner tone="bad" action={<Button href={`/executions/${last.id}`}>Open the last run</Button>}>
      {last.failures === 1 ? 'The last run failed' : `The last ${last.failures} runs failed`}, <Time at={last.at} />.
    </Banner>
  );
}

function Summary({ instance }: { instance: InstanceShown }) {
  const { id, customerId, customerName, integrationId, integrationName, version, behind } = instance;
  const { state, last, days, createdAt } = instance;
  return (
    <Facts
      items={[
        { label: 'State', value: <InstanceStatus state={state} last={last} /> },
        { label: 'Customer', value: <a href={`/customers/${customerId}`}>{customerName}</a> },
        { label: 'Integration', value: <a href={`/integrations/${integrationId}`}>{integrationName}</a> },
        {
          label: 'Version',
          value: (
            <a href={`/instances/${id}/version`} aria-label={`Version ${version}, ${behind} behind`}>
              <Version version={version} behind={behind} />
            </a>
          ),
        },
        {
          label: 'Last run',
          value: last ? (
            <a href={`/executions/${last.id}`}>
              <Time at={last.at} />
            </a>
          ) : (
            'Never'
          ),
        },
        { label: 'Last 7 days', value: <Sparkline days={days} /> },
        { label: 'Created', value: <Time at={createdAt} /> },
      ]}
    />
  );
}
