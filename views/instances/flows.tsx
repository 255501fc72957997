import { plural } from '../../src/lib/format.ts';
import type { Instant } from '../../src/lib/time.ts';
import { CopyButton } from '../kit/button.tsx';
import { Time } from '../kit/time.tsx';

export type FlowShown = {
  name: string;
  /** How often its trigger has looked and found nothing, for one that polls, and the way to its cursor. */
  polling: { emptyPolls: number; lastEmptyPollAt: Instant | null; cursorHref: string } | undefined;
  /** Calls that the condition of its trigger has refused. */
  refused: { count: number; lastAt: Instant | null } | undefined;
  /** "Webhook · answers at once". */
  trigger: string;
  schedule: { words: string; timeZone: string; nextAt: Instant | null } | undefined;
  /** Where other systems call it; undefined for a flow that is started by nothing from outside. */
  call:
    | { url: string; curl: string; shownCurl: string; keys: string[] | 'hidden'; keysHref?: string }
    | undefined;
};

/** What the instance runs: what starts each flow, and where it is called. */
export function Flows({ flows, mayWrite }: { flows: FlowShown[]; mayWrite: boolean }) {
  return (
    <ul class="stack">
      {flows.map((flow) => (
        <li class="card stack">
          <div class="row">
            <h3 class="grow">{flow.name}</h3>
            <span class="small muted">{flow.trigger}</span>
          </div>
          {flow.schedule ? <ScheduleLine {...flow.schedule} /> : null}
          {flow.polling ? <PollingLine flow={flow.name} {...flow.polling} mayWrite={mayWrite} /> : null}
          {flow.refused ? <RefusedLine {...flow.refused} /> : null}
          {flow.call ? <Call flow={flow.name} {...flow.call} mayWrite={mayWrite} /> : null}
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

type PollingLineProps = NonNullable<FlowShown['polling']> & { flow: string; mayWrite: boolean };

function PollingLine({ flow, emptyPolls, lastEmptyPollAt, cursorHref, mayWrite }: PollingLineProps) {
  return (
    <p class="row">
      <span class="grow">
        {lastEmptyPollAt === null ? (
          'It looks for what is new itself.'
        ) : (
          <>
            Last polled without changes <Time at={lastEmptyPollAt} />, {plural(emptyPolls, 'time')} in all.
          </>
        )}
      </span>
      {mayWrite ? (
        <a href={cursorHref}>
          Cursor<span class="sr-only"> of {flow}</span>
        </a>
      ) : null}
    </p>
  );
}

function RefusedLine({ count, lastAt }: NonNullable<FlowShown['refused']>) {
  return (
    <p>
      Its condition has refused {plural(count, 'call')}
      {lastAt === null ? null : (
        <>
          , the last <Time at={lastAt} />
        </>
      )}
      .
    </p>
  );
}

type CallProps = NonNullable<FlowShown['call']> & { flow: string; mayWrite: boolean };

function Call({ flow, url, curl, shownCurl, keys, keysHref, mayWrite }: CallProps) {
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
      {keysHref !== undefined && mayWrite ? (
        <div>
          <dt>Keys</dt>
          <dd>
            <a href={keysHref}>
              {keys.length === 0 ? 'Ask callers for a key' : 'Add or revoke'}
              <span class="sr-only"> for {flow}</span>
            </a>
          </dd>
        </div>
      ) : null}
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
