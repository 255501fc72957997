import { cronWords } from '../../src/lib/cron-words.ts';
import { plural, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { NextFiring } from '../../src/models/schedules.ts';
import { Section } from '../kit/card.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

/** What the clock starts next. */
export function NextSchedules({ firings, at }: { firings: NextFiring[]; at: Instant }) {
  return (
    <Section id="next" title="Next schedules">
      {firings.length === 0 ? (
        <p class="muted">No active instance runs by the clock.</p>
      ) : (
        <Table label="Next schedules">
          {firings.map((firing) => (
            <tr>
              <TitleCell
                href={links.integration(firing.integrationId)}
                title={firing.integrationName}
                note={<Note firing={firing} isAlone={isAlone(firing, firings)} />}
              />
              <td class="num muted clip">{firing.at <= at ? 'now' : <Time at={firing.at} from={at} />}</td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

/** Whether no other row is of the same integration, so that its flow needs no name. */
function isAlone(firing: NextFiring, firings: NextFiring[]): boolean {
  return firings.filter(({ integrationId }) => integrationId === firing.integrationId).length === 1;
}

function Note({ firing, isAlone }: { firing: NextFiring; isAlone: boolean }) {
  const { flow, instances, hasMore, cron, timeZone } = firing;
  const many = hasMore ? `${thousands(instances)}+ instances` : plural(instances, 'instance');
  return (
    <>
      {isAlone ? null : `${flow} · `}
      {many} · <Schedule cron={cron} timeZone={timeZone} />
    </>
  );
}

/** In words where there are short ones. Of what comes every few minutes the zone says nothing. */
function Schedule({ cron, timeZone }: { cron: string; timeZone: string }) {
  const words = cronWords(cron);
  if (words === undefined) {
    return (
      <>
        <code>{cron}</code> {timeZone}
      </>
    );
  }
  const text = `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
  return <>{/\d:\d/.test(text) ? `${text} ${timeZone}` : text}</>;
}
