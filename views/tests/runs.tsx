import { duration } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { type LeftOver, LeftOverSection } from './left-over.tsx';

export type TestRunRow = {
  id: string;
  flow: string;
  cause: string;
  status: StatusState;
  queuedAt: Instant;
  took: number | undefined;
};

type TestRunsProps = {
  frame: Frame;
  integration: IntegrationFacts;
  rows: TestRunRow[];
  first: string | undefined;
  older: string | undefined;
  leftOver: LeftOver;
};

const COLUMNS = [
  { label: 'Flow' },
  { label: 'Status' },
  { label: 'Started' },
  { label: 'Took', num: true, wide: true },
  { label: 'Cause', wide: true },
];

/** The test runs of an integration, newest first. */
export function TestRunsPage({ frame, integration, rows, first, older, leftOver }: TestRunsProps) {
  const { id, canWrite } = integration;
  return (
    <IntegrationLayout frame={frame} title="Test runs" integration={integration}>
      <PageHead title="Test runs" note="Runs of the draft. They touch no customer, and are counted nowhere.">
        <Button href={links.payloads(id)}>Payloads</Button>
        <Button href={links.testConfiguration(id)}>Values of tests</Button>
      </PageHead>
      {rows.length === 0 && older === undefined ? (
        <EmptyState
          title={first === undefined ? 'Nothing was tested yet' : 'No older test runs'}
          actions={
            <Button kind="primary" href={links.integration(id)}>
              Open the flows
            </Button>
          }
        >
          <p>Run a flow from the foot of its page: it runs as it stands there, published or not.</p>
        </EmptyState>
      ) : null}
      {rows.length === 0 ? null : (
        <Table label="Test runs" columns={COLUMNS}>
          {rows.map((row) => (
            <tr id={`execution-${row.id}`}>
              <TitleCell href={links.execution(row.id)} title={row.flow} />
              <td>
                <Status state={row.status} />
              </td>
              <td class="muted">
                <Time at={row.queuedAt} />
              </td>
              <td class="wide num muted">{row.took === undefined ? '' : duration(row.took)}</td>
              <td class="wide muted">{row.cause}</td>
            </tr>
          ))}
        </Table>
      )}
      <Pager first={first} older={older} />
      <LeftOverSection csrf={frame.csrf} id={id} canWrite={canWrite} {...leftOver} />
    </IntegrationLayout>
  );
}
