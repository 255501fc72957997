import type { Instant } from '../../src/lib/time.ts';
import { Badge } from '../kit/badge.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { type DraftState, DraftStateBar } from './draft-state.tsx';

export type ShownChange = {
  revision: number;
  by: string;
  at: Instant;
  what: string;
  isUndone: boolean;
};

type ChangesPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  state: DraftState;
  changes: ShownChange[];
  older: string | undefined;
};

const COLUMNS = [
  { label: 'What' },
  { label: 'Who' },
  { label: 'When' },
  { label: 'Revision', num: true, wide: true },
];

/** Who has done what to the draft. */
export function ChangesPage({ frame, integration, state, changes, older }: ChangesPageProps) {
  return (
    <IntegrationLayout frame={frame} title="Changes of the draft" integration={integration}>
      <PageHead
        title="Changes of the draft"
        note="The latest ones, each of which can be taken back in its turn."
      >
        <DraftStateBar frame={frame} integration={integration} state={state} />
      </PageHead>
      {changes.length === 0 ? (
        <EmptyState title="No changes yet">
          <p>Whatever is changed in the designer, or by the API, is listed here with who did it and when.</p>
        </EmptyState>
      ) : (
        <Table label="Changes of the draft" columns={COLUMNS}>
          {changes.map(({ revision, by, at, what, isUndone }) => (
            <tr>
              <td>
                {what} {isUndone ? <Badge>taken back</Badge> : null}
              </td>
              <td>{by}</td>
              <td>
                <Time at={at} />
              </td>
              <td class="num wide">{String(revision)}</td>
            </tr>
          ))}
        </Table>
      )}
      <Pager older={older} />
    </IntegrationLayout>
  );
}
