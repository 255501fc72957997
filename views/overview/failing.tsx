import { thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Section } from '../kit/card.tsx';
import { Sparkline } from '../kit/sparkline.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import type { Overview } from './show.tsx';

/** Instances whose last runs have failed, the worst first. */
export function FailingInstances({ failing }: { failing: Overview['failing'] }) {
  const { instances, count } = failing;
  const all = count > instances.length ? <All /> : null;
  return (
    <Section id="failing" title="Failing instances" aside={all}>
      {instances.length === 0 ? (
        <p class="muted">None. The last run of each instance went well.</p>
      ) : (
        <Table label="Failing instances">
          {instances.map(({ instanceId, customerName, integrationName, failures, days }) => (
            <tr id={`failing-${instanceId}`}>
              <TitleCell
                href={links.instance(instanceId)}
                title={customerName}
                note={`${integrationName} · ${failures === 1 ? 'failed once' : `${thousands(failures)} in a row`}`}
              />
              <td class="num">
                <Sparkline days={days} of={`${customerName}, ${integrationName}`} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

const All = () => (
  <a class="small" href={links.instances({ state: 'failing' })}>
    All
  </a>
);
