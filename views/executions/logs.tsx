import { thousands } from '../../src/lib/format.ts';
import { type LevelChoice, links, type Seen } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Options } from '../kit/control.tsx';
import { LogLines } from '../kit/log-lines.tsx';

export type ShownLine = { sequence: number; at: number; level: string; message: string; isCut: boolean };

export type ExecutionLog = {
  lines: ShownLine[];
  hasOlder: boolean;
  /** Of the whole log, whatever its levels. */
  total: number;
};

const LEVELS: { value: LevelChoice | ''; label: string }[] = [
  { value: '', label: 'All levels' },
  { value: 'debug', label: 'Without trace' },
  { value: 'info', label: 'Info and above' },
  { value: 'warn', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
];

/** The log of an execution: its newest lines, or those before one of them. */
export function ExecutionLogs({ seen, log }: { seen: Seen; log: ExecutionLog }) {
  const { lines, hasOlder, total } = log;
  return (
    <Section id="execution-log" title="Logs" aside={total === 0 ? undefined : <LogActions seen={seen} />}>
      {seen.before !== undefined ? (
        <Banner
          tone="warn"
          action={<a href={links.executionSeen(seen, { before: undefined })}>Show the newest</a>}
        >
          Showing older log lines.
        </Banner>
      ) : hasOlder ? (
        <Banner
          tone="warn"
          action={
            <a href={links.executionLog(seen.id)} download>
              All {thousands(total)}
            </a>
          }
        >
          Showing the newest {thousands(lines.length)} log lines
          {seen.level === undefined ? '' : ' of this level'}.
        </Banner>
      ) : null}
      {lines.length === 0 ? <Nothing seen={seen} total={total} /> : <Lines lines={lines} />}
      {hasOlder ? (
        <div class="row">
          <Button href={`${links.executionSeen(seen, { before: lines[0]?.sequence })}#execution-log`}>
            Older lines
          </Button>
        </div>
      ) : null}
    </Section>
  );
}

export function Lines({ lines }: { lines: ShownLine[] }) {
  return (
    <LogLines
      lines={lines.map(({ at, level, message, isCut }) => ({
        ...{ at, level },
        message: isCut ? `${message}… (the file has the whole line)` : message,
      }))}
    />
  );
}

function LogActions({ seen }: { seen: Seen }) {
  const { id, level, before: _, ...kept } = seen;
  return (
    <>
      <form class="row" action={links.execution(id)}>
        {Object.entries(kept).map(([name, value]) =>
          value === undefined ? null : <input type="hidden" name={name} value={String(value)} />,
        )}
        <select class="auto" name="level" aria-label="Level" data-submit="">
          <Options options={LEVELS} value={level ?? ''} />
        </select>
        <span class="unscripted">
          <Button>Show</Button>
        </span>
      </form>
      <Button kind="quiet" href={links.executionLog(id)} icon="download" download>
        Download
      </Button>
    </>
  );
}

function Nothing({ seen, total }: { seen: Seen; total: number }) {
  if (total === 0) return <p class="muted">Nothing was logged.</p>;
  return (
    <p class="muted">
      No log lines of this level. <a href={links.executionSeen(seen, { level: undefined })}>Clear filter</a>
    </p>
  );
}
