import { atMost } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { stateWord } from '../../src/lib/ui/status-words.ts';
import { Section } from '../kit/card.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import type { Overview } from './show.tsx';

/** How far open executions are counted. */
const COUNTED = 100;

/** The executions that have waited or run for longest. */
export function Queue({ queue, at }: { queue: Overview['queue']; at: Instant }) {
  const { oldest, count } = queue;
  const many = count === 0 ? null : <span class="small muted">{atMost(count, COUNTED)} not ended</span>;
  return (
    <Section id="queue" title="Oldest in the queue" aside={many}>
      {oldest.length === 0 ? (
        <p class="muted">The queue is empty.</p>
      ) : (
        <Table label="Oldest executions that have not ended">
          {oldest.map(({ id, status, customerName, integrationName, flow, queuedAt, runAt }) => (
            <tr id={`queue-${id}`}>
              <TitleCell
                href={links.execution(id)}
                title={customerName}
                note={`${integrationName} · ${flow}`}
              />
              <td class="num">
                <Status state={status}>
                  <span class="sr-only">{stateWord(status)} </span>
                  <Time at={runAt > at ? runAt : queuedAt} from={at} />
                </Status>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}
