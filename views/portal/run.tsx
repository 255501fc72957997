import { duration } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { Said } from '../../src/lib/ui/customer-words.ts';
import { Banner } from '../kit/banner.tsx';
import { Section } from '../kit/card.tsx';
import { Facts } from '../kit/facts.tsx';
import type { Frame } from '../kit/frame.ts';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Status } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { PortalLayout } from './layout.tsx';
import type { OwnRun } from './runs.tsx';

type Step = {
  name: string;
  /** How deep it stands in others. */
  depth: number;
  said: Said;
  startedAt: Instant | undefined;
  took: number | undefined;
  rounds: number | undefined;
};

type RunProps = {
  frame: Frame;
  run: OwnRun;
  /** Of what the customer has; undefined once it is removed. */
  ownId: string | undefined;
  error: string | undefined;
  steps: Step[];
};

const COLUMNS = [
  { label: 'Step' },
  { label: 'Outcome' },
  { label: 'Began', wide: true },
  { label: 'Took', num: true },
];

/** One thing that has happened, step by step. */
export function RunPage({ frame, run, ownId, error, steps }: RunProps) {
  const { name, what, said, cause, person, at, took } = run;
  return (
    <PortalLayout frame={frame} title={`${what} · ${name}`} place="activity">
      <div class="stack">
        <Breadcrumb items={[{ href: links.marketplaceActivity(), label: 'Activity' }]} here={what} />
        <PageHead
          title={what}
          note={ownId === undefined ? name : <a href={links.marketplaceOwn(ownId)}>{name}</a>}
        >
          <Status state={said.state}>{said.text}</Status>
        </PageHead>
      </div>
      {error === undefined ? null : (
        <Banner tone="bad">
          <strong>It failed.</strong> {error}
        </Banner>
      )}
      <Facts
        items={[
          { label: 'When', value: <Time at={at} /> },
          { label: 'Why', value: cause },
          ...(person === undefined ? [] : [{ label: 'For', value: person }]),
          { label: 'Took', value: took === undefined ? 'Not at its end yet' : duration(took) },
        ]}
      />
      <Section id="steps" title="Steps">
        {steps.length === 0 ? (
          <p class="muted">Its steps are no longer kept.</p>
        ) : (
          <Table label="Steps" columns={COLUMNS}>
            {steps.map((step) => (
              <StepRow step={step} />
            ))}
          </Table>
        )}
      </Section>
    </PortalLayout>
  );
}

function StepRow({ step: { name, depth, said, startedAt, took, rounds } }: { step: Step }) {
  return (
    <tr>
      <th scope="row">
        {depth > 0 ? <span class="muted">{'– '.repeat(depth)}</span> : null}
        {name}
        {rounds === undefined ? null : <span class="small muted"> × {rounds}</span>}
      </th>
      <td>
        <Status state={said.state}>{said.text}</Status>
      </td>
      <td class="wide muted">{startedAt === undefined ? null : <Time at={startedAt} />}</td>
      <td class="num">{took === undefined ? null : duration(took)}</td>
    </tr>
  );
}
