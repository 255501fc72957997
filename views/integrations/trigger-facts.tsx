import type { Definition, Flow } from '../../src/definition/document/schema.ts';
import { Facts } from '../kit/facts.tsx';

/** What starts a flow. */
export type TriggerShown = {
  /** What its component says of it; empty for an unknown one. */
  about: string;
  /** Whether calls from outside reach it. */
  isCalled: boolean;
  isSynchronous: boolean;
  security: NonNullable<Flow['endpointSecurityType']>;
  endpoint: NonNullable<Definition['endpointType']>;
  schedule: ScheduleShown | undefined;
};

export type ScheduleShown = { words: string; cron: string | undefined; timeZone: string; next: string[] };

const ENDPOINTS: Record<TriggerShown['endpoint'], string> = {
  flow_specific: 'One for each instance and flow',
  instance_specific: 'One for each instance, shared by its flows',
  shared_instance: 'One for all instances together',
};

const SECURITY: Record<TriggerShown['security'], string> = {
  unsecured: 'None: whoever knows the address may call it',
  customer_optional: 'The customer may set a key',
  customer_required: 'The customer must set a key',
  organization: 'A key of the organization',
};

/** How a trigger is reached, and when it fires by itself. */
export function TriggerFacts({ trigger }: { trigger: TriggerShown }) {
  const { about, isCalled, isSynchronous, security, endpoint, schedule } = trigger;
  const facts = [
    { label: 'Webhook address', value: ENDPOINTS[endpoint] },
    { label: 'Key', value: SECURITY[security] },
    {
      label: 'Answer',
      value: isSynchronous
        ? 'With the result, when the run has ended'
        : 'At once, with the id of the execution',
    },
  ];
  return (
    <>
      {about === '' ? null : <p class="help">{about}</p>}
      {schedule === undefined ? null : <ScheduleFacts schedule={schedule} />}
      {isCalled ? <Facts items={facts} /> : null}
    </>
  );
}

function ScheduleFacts({ schedule }: { schedule: ScheduleShown }) {
  const { words, cron, timeZone, next } = schedule;
  const facts = [
    {
      label: 'Schedule',
      value: (
        <>
          {words}
          {cron === undefined || cron === words ? null : <span class="mono muted"> {cron}</span>}
        </>
      ),
    },
    { label: 'Time zone', value: timeZone },
  ];
  if (next.length > 0) {
    facts.push({
      label: 'Next times',
      value: (
        <ul>
          {next.map((at) => (
            <li>{at}</li>
          ))}
        </ul>
      ),
    });
  }
  return <Facts items={facts} />;
}
