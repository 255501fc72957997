import type { Instant } from '../../src/lib/time.ts';
import { CopyButton } from '../kit/button.tsx';
import { Time } from '../kit/time.tsx';

export type FlowShown = {
  name: string;
  /** "Webhook · answers at once". */
  trigger: string;
  schedule: { words: string; timeZone: string; nextAt: Instant | null } | undefined;
  /** Where other systems call it; undefined for a flow that is started by nothing from outside. */
  call: { url: string; curl: string; shownCurl: string; keys: string[] | 'hidden' } | undefined;
};

/** What the instance runs: what starts each flow, and where it is called. */
export function Flows({ flows }: { flows: FlowShown[] }) {
  return (
    <ul class="stack">
      {flows.map((flow) => (
        <li class="card stack">
          <div class="row">
            <h3 class="grow">{flow.name}</h3>
            <span class="small muted">{flow.trigger}</span>
          </div>
          {flow.schedule ? <ScheduleLine {...flow.schedule} /> : null}
          {flow.call ? <Call flow={flow.name} {...flow.call} /> : null}
        </li>
      ))}
    </ul>
  );
}

function ScheduleLine({ words, timeZone, nextAt }: NonNullable<FlowShown['schedule']>) {
  return (
    <p>
      {words}, {timeZone}.{' '}
      {nextAt === null ? (
        'It does not fire at present.'
      ) : (
        <>
          Next firing <Time at={nextAt} />.
        </>
      )}
    </p>
  );
}

function Call({ flow, url, curl, shownCurl, keys }: NonNullable<FlowShown['call']> & { flow: string }) {
  return (
    <dl class="stack">
      <Line label="URL" text={url} copied={url} name={`Copy the URL of ${flow}`} />
      {keys === 'hidden' ? (
        <p class="small muted">It has a key, which those who may change the instance see.</p>
      ) : null}
      {keys !== 'hidden'
        ? keys.map((key) => (
            <Line label="Api-Key" text="••••••••" copied={key} name={`Copy a key of ${flow}`} />
          ))
        : null}
      <Line label="Call it" text={shownCurl} copied={curl} name={`Copy the curl line of ${flow}`} />
    </dl>
  );
}

function Line({ label, text, copied, name }: { label: string; text: string; copied: string; name: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="row">
        <code class="grow mono clip">{text}</code>
        <CopyButton text={copied} label={name} />
      </dd>
    </div>
  );
}
