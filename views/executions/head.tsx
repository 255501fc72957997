import { shortened } from '../../src/lib/format.ts';
import { links, type Seen } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { type StatusState, stateWord } from '../../src/lib/ui/status-words.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { Menu, MenuItem, MoreMenu } from '../kit/menu.tsx';
import { NotLive } from '../kit/not-live.tsx';
import { Breadcrumb } from '../kit/page-head.tsx';
import { Status } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { ExecutionFacts, type Facts } from './facts.tsx';
import { ReplayForm } from './replay-form.tsx';

export type FailedStep = {
  path: string;
  number: string;
  name: string;
  /** The step as the integration has it now. */
  inIntegration: string | undefined;
};

export type Head = {
  id: string;
  flow: string;
  /** Whom it is for; nobody where it is a test. */
  customer: string | undefined;
  status: StatusState;
  isOpen: boolean;
  /** When a waiting run goes on. */
  goesOnAt: Instant | undefined;
  /** The instance that takes no runs now, for which it waits. */
  heldBy: { id: string; state: 'paused' | 'needs_configuration' } | undefined;
  failed: FailedStep | undefined;
  /** Why it failed, was paused, skipped or cancelled. */
  reason: string | undefined;
  facts: Facts;
  acts: Acts;
};

export type Acts = {
  /** The person may replay, pause and cancel. */
  may: boolean;
  version: number;
  /** The version that the instance has now; none when the instance is gone. */
  current: number | undefined;
  /** The instance whose deployment or removal this was for, where it has failed at that. */
  repeats: string | undefined;
};

type HeadProps = {
  frame: Frame;
  head: Head;
  seen: Seen;
  /** What was refused just now. */
  refused?: string | undefined;
  /** It has just come to its end. */
  isNews?: boolean | undefined;
};

/** What it is, how it went and what can be done about it. */
export function ExecutionHead({ frame, head, seen, refused, isNews }: HeadProps) {
  const { id, flow, customer } = head;
  const { id: integration, name, icon } = head.facts.integration;
  return (
    <div class="page" id="execution-head">
      <Breadcrumb items={[listOf(head)]} here={id} mono />
      <div class="row spread">
        <div class="row">
          <IntegrationTile id={integration} name={name} icon={icon} />
          <div class="grow">
            <h1>
              {flow} <span class="muted">{customer === undefined ? 'as a test' : 'for'}</span> {customer}
            </h1>
            <State head={head} />
          </div>
        </div>
        <div class="row">
          {head.acts.may ? <Actions frame={frame} head={head} /> : null}
          <More frame={frame} id={id} />
        </div>
      </div>
      {refused === undefined ? null : (
        <Banner tone="bad" alert>
          {refused}
        </Banner>
      )}
      <ExecutionFacts facts={head.facts} />
      {head.heldBy ? <Held by={head.heldBy} /> : null}
      <Reason head={head} seen={seen} isNews={isNews} />
      <NotLive href={links.executionSeen(seen)} />
    </div>
  );
}

function listOf({ facts: { isTest, integration } }: Head) {
  return isTest
    ? { href: links.testRuns(integration.id), label: 'Test runs' }
    : { href: links.executions(), label: 'Executions' };
}

function Held({ by: { id, state } }: { by: NonNullable<Head['heldBy']> }) {
  return (
    <Banner tone="warn" action={<a href={links.instance(id)}>Open the instance</a>}>
      {state === 'paused'
        ? 'This waits because its instance is paused. It goes on once the instance is enabled.'
        : 'This waits because its instance needs configuration. It goes on once all values are set.'}
    </Banner>
  );
}

function State({ head: { status, failed, goesOnAt } }: { head: Head }) {
  if (status === 'waiting' && goesOnAt !== undefined) {
    return (
      <Status state={status} aria-live="polite">
        <span>
          Waiting, goes on <Time at={goesOnAt} />
        </span>
      </Status>
    );
  }
  return (
    <Status state={status} aria-live="polite">
      {failed ? `Failed at step ${failed.number}` : stateWord(status)}
    </Status>
  );
}

function Actions({ frame, head }: { frame: Frame; head: Head }) {
  const { id, isOpen, failed, acts } = head;
  if (isOpen) {
    return (
      <div class="row">
        <Pause frame={frame} head={head} />
        <form method="post" action={links.executionCancellation(id)}>
          <Csrf token={frame.csrf} />
          <Button icon="circle-stop">Cancel</Button>
        </form>
      </div>
    );
  }
  if (acts.repeats !== undefined) {
    return (
      <form method="post" action={links.eventRuns(acts.repeats)}>
        <Csrf token={frame.csrf} />
        <Button icon="rotate-ccw" kind="primary">
          Try again
        </Button>
      </form>
    );
  }
  if (acts.current === undefined)
    return <p class="muted">Its instance was removed: it cannot be replayed.</p>;
  const isOther = acts.current !== acts.version;
  return (
    <div class="row">
      <Button disabled wide>
        Cancel
      </Button>
      {isOther ? (
        <ReplayMenu frame={frame} head={head} current={acts.current} />
      ) : (
        <ReplayForm csrf={frame.csrf} id={id} from="start">
          <Button icon="rotate-ccw" kind={failed ? undefined : 'primary'}>
            Replay
          </Button>
        </ReplayForm>
      )}
      {failed ? (
        <ReplayForm csrf={frame.csrf} id={id} from="failed-step">
          <Button kind="primary" icon="step-forward">
            Replay from step {failed.number}
          </Button>
        </ReplayForm>
      ) : null}
    </div>
  );
}

/** What else can be done with its call and its results. */
function More({ frame, id }: { frame: Frame; id: string }) {
  return (
    <form method="post" action={links.executionTestPayloads(id)}>
      <Csrf token={frame.csrf} />
      <MoreMenu name="More for this execution">
        {frame.viewer?.may('integrations:write') ? (
          <MenuItem icon="flask-conical">Keep its call as a test payload</MenuItem>
        ) : null}
        <MenuItem href={links.executionFile(id)} icon="download" download>
          Download as a file
        </MenuItem>
        <MenuItem href={links.executionFile(id, { redacted: 'true' })} icon="eye-off" download>
          Download without values
        </MenuItem>
      </MoreMenu>
    </form>
  );
}

/** What runs cannot be paused: it waits for nothing. */
function Pause({ frame, head: { id, status } }: { frame: Frame; head: Head }) {
  if (status === 'running') return null;
  const isPaused = status === 'paused';
  return (
    <form method="post" action={links.executionPause(id)}>
      <Csrf token={frame.csrf} />
      <input type="hidden" name="paused" value={String(!isPaused)} />
      <Button icon={isPaused ? 'play' : 'pause'} kind={isPaused ? 'primary' : undefined}>
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
    </form>
  );
}

/** The instance has another version by now: with which one is for the person to say. */
function ReplayMenu({ frame, head, current }: { frame: Frame; head: Head; current: number }) {
  const { id, failed, acts } = head;
  return (
    <Menu label="Replay" icon="rotate-ccw" end>
      <ReplayForm csrf={frame.csrf} id={id} from="start">
        <MenuItem>With v{acts.version}, as it ran</MenuItem>
      </ReplayForm>
      <ReplayForm csrf={frame.csrf} id={id} from="start" version="current">
        <MenuItem>With v{current}, as the instance is now</MenuItem>
      </ReplayForm>
      {failed ? (
        <ReplayForm csrf={frame.csrf} id={id} from="failed-step" version="current">
          <MenuItem>
            From step {failed.number}, with v{current}
          </MenuItem>
        </ReplayForm>
      ) : null}
    </Menu>
  );
}

const MOST = 400;

function Reason({ head, seen, isNews }: { head: Head; seen: Seen; isNews: boolean | undefined }) {
  const { status, failed, reason } = head;
  if (reason === undefined) return null;
  const text = shortened(reason, MOST);
  if (status !== 'failed') return <Banner tone="warn">{text}</Banner>;
  return (
    <Banner
      tone="bad"
      alert={isNews}
      action={failed ? <WaysToStep failed={failed} seen={seen} /> : undefined}
    >
      {failed ? <strong>{failed.name}: </strong> : null}
      {text}
    </Banner>
  );
}

function WaysToStep({ failed, seen }: { failed: FailedStep; seen: Seen }) {
  return (
    <>
      {seen.step === failed.path ? null : (
        <a href={links.executionStep({ id: seen.id, level: seen.level }, failed.path)}>
          Show step {failed.number}
        </a>
      )}
      {failed.inIntegration === undefined ? null : (
        <a href={failed.inIntegration}>Open the step in the integration</a>
      )}
    </>
  );
}
