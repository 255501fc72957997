import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Facts } from '../kit/facts.tsx';
import { Sparkline } from '../kit/sparkline.tsx';
import { Time } from '../kit/time.tsx';
import { type InstanceRow, InstanceStatus, Version } from './rows.tsx';

export type HeadShown = InstanceRow & {
  createdAt: Instant;
  /** Required config variables without a value. */
  missing: string[];
  /** What the end of a wizard that somebody has begun would do. */
  begun: 'activation' | 'change' | undefined;
};

type HeadProps = { instance: HeadShown; mayWrite: boolean };

/** How an instance is, and its short facts; the page's stream replaces it. */
export function InstanceHead({ instance, mayWrite }: HeadProps) {
  return (
    <div class="stack" id="instance-head">
      <div aria-live="polite">
        <HowItIs instance={instance} mayWrite={mayWrite} />
      </div>
      <Summary instance={instance} />
    </div>
  );
}

/** Why it does not run as it should, and what to do next; nothing where all is well. */
function HowItIs({ instance, mayWrite }: HeadProps) {
  const { id, state, missing, begun, last, version, target } = instance;
  if (target !== null) {
    const fill = (
      <Button kind="primary" href={links.answers(id)}>
        Fill it in
      </Button>
    );
    return (
      <Banner tone="warn" action={mayWrite ? fill : undefined}>
        <strong>
          v{version} → v{target}: needs configuration.
        </strong>{' '}
        {state === 'paused' ? 'It stays' : 'It goes on'} with v{version} until what v{target} needs is filled
        in. <a href={links.instanceVersion(id)}>Version</a>
      </Banner>
    );
  }
  if (begun !== undefined) {
    const goOn = (
      <Button kind={begun === 'activation' ? 'primary' : undefined} href={links.answers(id)}>
        Go on
      </Button>
    );
    return (
      <Banner tone={begun === 'activation' ? 'warn' : 'run'} action={mayWrite ? goOn : undefined}>
        {begun === 'activation'
          ? 'Its configuration was begun and is not finished: nothing runs until then.'
          : 'Other values were filled in and wait to be saved: until then it runs on those that it has.'}
      </Banner>
    );
  }
  if (missing.length > 0 && state !== 'paused') {
    const complete = (
      <Button kind="primary" href={links.instanceConfiguration(id)}>
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
    return (
      <Banner tone="run">
        It is paused: calls are refused with 409, and schedules wait. What runs goes on; what waits does so
        when it is enabled.
      </Banner>
    );
  }
  if (!last || last.failures === 0) return null;
  return (
    <Banner tone="bad" action={<Button href={links.execution(last.id)}>Open the last run</Button>}>
      {last.failures === 1 ? 'The last run failed' : `The last ${last.failures} runs failed`},{' '}
      <Time at={last.at} />.
    </Banner>
  );
}

function Summary({ instance }: { instance: HeadShown }) {
  const { id, customerId, customerName, integrationId, integrationName } = instance;
  const { state, last, days, createdAt } = instance;
  return (
    <Facts
      items={[
        { label: 'State', value: <InstanceStatus state={state} last={last} /> },
        { label: 'Customer', value: <a href={links.customer(customerId)}>{customerName}</a> },
        { label: 'Integration', value: <a href={links.integration(integrationId)}>{integrationName}</a> },
        {
          label: 'Version',
          value: (
            <a href={links.instanceVersion(id)}>
              <Version {...instance} />
            </a>
          ),
        },
        {
          label: 'Last run',
          value: last ? (
            <a href={links.execution(last.id)}>
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
