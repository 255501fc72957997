import type { Child } from 'hono/jsx';
import { duration, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { type StatusState, stateWord } from '../../src/lib/ui/status-words.ts';
import { type Fact, Facts as FactList } from '../kit/facts.tsx';
import { Time } from '../kit/time.tsx';

export type Facts = {
  /** "Webhook". */
  cause: string;
  /** How large what came with it is: "2 KB". */
  size: string | undefined;
  /** The execution that called it. */
  caller: string | undefined;
  /** How many flows called flows to get here. */
  depth: number;
  /** `icon` is the hash of its picture. */
  integration: { id: string; name: string; icon: string | null; version: number; isRemoved: boolean };
  /** It runs a draft, in the instance that nobody sees. */
  isTest: boolean;
  instance: { id: string; name: string; isRemoved: boolean };
  /** The person whose answers it ran with; without a name where they are gone. */
  person: { name: string | undefined; href: string | undefined } | undefined;
  attempt: { number: number; of: number } | undefined;
  queuedAt: Instant;
  startedAt: Instant | undefined;
  endedAt: Instant | undefined;
  /** Of a run that is tried again: all attempts, oldest first, and the number of this one; 0 is the first. */
  attempts: { all: OneAttempt[]; of: number } | undefined;
  /** The execution of the same request that came before it. */
  repeats: string | undefined;
  replayOf: string | undefined;
  /** Newest first. */
  replays: { id: string; status: StatusState; queuedAt: Instant }[];
  moreReplays: boolean;
};

/** `status` is not told of the first one: it has failed. */
type OneAttempt = { id: string; number: number; status: StatusState | undefined };

const SECOND = 1000;
const GONE = <span class="muted">Somebody who is gone</span>;

/** Where it comes from, what it is of, when it was, and what was made of it. */
export function ExecutionFacts({ facts }: { facts: Facts }) {
  const { cause, size, caller, depth, integration, person, attempt, startedAt, endedAt } = facts;
  const items: (Fact | undefined)[] = [
    {
      label: 'Cause',
      value: (
        <>
          {caller === undefined ? cause : <a href={links.execution(caller)}>{cause}</a>}
          {size === undefined ? null : `, ${size}`}
        </>
      ),
    },
    depth === 0 ? undefined : { label: 'Depth', value: thousands(depth) },
    {
      label: 'Integration',
      value: integration.isRemoved ? (
        <span class="muted">
          {integration.name} v{integration.version}, removed
        </span>
      ) : (
        <>
          <a href={links.integration(integration.id)}>{integration.name}</a>{' '}
          {facts.isTest ? 'draft' : `v${integration.version}`}
        </>
      ),
    },
    {
      label: 'Instance',
      value: <RanOn facts={facts} />,
    },
    person && {
      label: 'For',
      value: person.href ? <a href={person.href}>{person.name}</a> : (person.name ?? GONE),
    },
    attempt && { label: 'Attempt', value: `${attempt.number} of ${attempt.of}` },
    facts.attempts && { label: 'Run attempts', value: <Attempts attempts={facts.attempts} /> },
    facts.repeats === undefined
      ? undefined
      : { label: 'Duplicate of', value: <ShortId id={facts.repeats} /> },
    started(facts),
    startedAt === undefined || endedAt === undefined
      ? undefined
      : { label: 'Took', value: duration(endedAt - startedAt) },
    endedAt === undefined && facts.replayOf === undefined
      ? undefined
      : { label: facts.replayOf === undefined ? 'Replayed' : 'Replay of', value: <Replays facts={facts} /> },
  ];
  return <FactList items={items.flatMap((item) => item ?? [])} />;
}

function RanOn({ facts: { isTest, instance, integration } }: { facts: Facts }) {
  if (isTest) return <a href={links.testConfiguration(integration.id)}>Values of tests</a>;
  if (instance.isRemoved) return <span class="muted">{instance.name}, removed</span>;
  return <a href={links.instance(instance.id)}>{instance.name}</a>;
}

/** When it was begun; with how long it had waited for its turn, where that was long. */
function started({ queuedAt, startedAt }: Facts): Fact {
  if (startedAt === undefined) return { label: 'Queued', value: <Time at={queuedAt} /> };
  const waited = startedAt - queuedAt;
  return {
    label: 'Started',
    value: (
      <>
        <Time at={startedAt} />
        {waited >= SECOND ? <span class="muted">, {duration(waited)} after its call</span> : null}
      </>
    ),
  };
}

function Replays({ facts: { replayOf, replays, moreReplays } }: { facts: Facts }): Child {
  const newer = replays.map(({ id, status, queuedAt }, index) => (
    <>
      {index === 0 ? null : ', '}
      <a href={links.execution(id)}>
        <Time at={queuedAt} />
      </a>{' '}
      <span class="muted">({stateWord(status).toLowerCase()})</span>
    </>
  ));
  return (
    <>
      {replayOf === undefined ? null : <ShortId id={replayOf} />}
      {replayOf !== undefined && replays.length > 0 ? '; replayed ' : null}
      {newer}
      {moreReplays ? <span class="muted"> and earlier</span> : null}
      {replayOf === undefined && replays.length === 0 ? <span class="muted">Not yet</span> : null}
    </>
  );
}

function ShortId({ id }: { id: string }) {
  return (
    <a class="mono" href={links.execution(id)}>
      {id.slice(0, 14)}…
    </a>
  );
}

function Attempts({ attempts: { all, of } }: { attempts: NonNullable<Facts['attempts']> }): Child {
  return all.map(({ id, number, status }, index) => (
    <>
      {index === 0 ? null : ', '}
      {number === of ? <strong>{number + 1}</strong> : <a href={links.execution(id)}>{number + 1}</a>}
      {status === undefined ? null : <span class="muted"> ({stateWord(status).toLowerCase()})</span>}
    </>
  ));
}
