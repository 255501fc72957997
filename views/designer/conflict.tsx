import { thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Diff, type DiffRow } from '../kit/diff.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { SeenFields } from './seen.tsx';

type ConflictPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  /** The draft that the form was about: what it changed there is done to the one of now. */
  revision: number;
  /** Where the form was sent, and what it said. */
  action: string;
  fields: { name: string; value: string }[];
  /** In words: "changed an input". */
  yours: string;
  values: { label: string; text: string }[];
  theirs: { by: string; at: Instant; what: string }[];
  /** What is another now than its sender has seen, the first of so many. */
  rows: DiffRow[];
  count: number;
};

/** Two people have changed the same thing: the second chooses. */
export function ConflictPage(props: ConflictPageProps) {
  const { frame, integration, revision, action, fields, yours, values, theirs, rows, count } = props;
  const title = 'Somebody else has changed the same';
  return (
    <IntegrationLayout frame={frame} title={title} integration={integration}>
      <PageHead title={title} note="Nothing of yours was saved yet, and nothing of theirs is lost." />
      <Section id="theirs" title="What was done meanwhile">
        {theirs.length === 0 ? (
          <p class="muted">The draft is so new, or so old, that the changes in between are not kept.</p>
        ) : (
          <Table
            label="What was done meanwhile"
            columns={[{ label: 'Who' }, { label: 'What' }, { label: 'When' }]}
          >
            {theirs.map(({ by, at, what }) => (
              <tr>
                <td>{by}</td>
                <td>{what}</td>
                <td>
                  <Time at={at} />
                </td>
              </tr>
            ))}
          </Table>
        )}
        {rows.length === 0 ? null : (
          <Diff label="What is another now" before="As you saw it" after="In the draft now" rows={rows} />
        )}
        {count > rows.length ? (
          <p class="muted small">
            The first {rows.length} of {thousands(count)} changes.
          </p>
        ) : null}
      </Section>
      <Section id="yours" title="What you wanted">
        <p>{yours === '' ? 'Nothing that the draft does not say already.' : `You ${yours}.`}</p>
        {values.map(({ label, text }) => (
          <div class="field">
            <strong>{label}</strong>
            <pre class="mono">{text}</pre>
          </div>
        ))}
      </Section>
      <form class="row" method="post" action={action}>
        <SeenFields frame={frame} seen={{ revision }} />
        <input type="hidden" name="forced" value="yes" />
        {fields.map(({ name, value }) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <Button kind="primary">Do it all the same</Button>
        <Button href={links.integration(integration.id)}>Leave the draft as it is</Button>
      </form>
    </IntegrationLayout>
  );
}
