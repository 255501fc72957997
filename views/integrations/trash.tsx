import type { Child } from 'hono/jsx';
import { plural, shortened } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { DeletionForm } from '../kit/deletion-form.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type TrashRow = {
  id: string;
  name: string;
  /** Hash of its picture. */
  icon: string | null;
  removedAt: Instant;
  removedBy: string | null;
  /** Those that come back with it: `23`, `999+`. */
  instances: string;
  daysLeft: number;
};

type TrashProps = {
  frame: Frame;
  rows: TrashRow[];
  older: string | undefined;
  first: string | undefined;
  dialog: Child;
};

export function TrashPage({ frame, rows, older, first, dialog }: TrashProps) {
  return (
    <StaffLayout frame={frame} title="Trash" section="integrations" dialog={dialog}>
      <div class="stack">
        <Breadcrumb items={[{ href: links.integrations(), label: 'Integrations' }]} here="Trash" />
        <PageHead
          title="Trash"
          note="Removed integrations stay here for 30 days, with all that is theirs. An admin restores them; their instances run again then as they did before."
        />
      </div>
      {rows.length === 0 ? (
        <EmptyState
          title="The trash is empty"
          actions={<Button href={links.integrations()}>Show integrations</Button>}
        >
          <p>An integration that somebody removes is found here, until it is restored or deleted for good.</p>
        </EmptyState>
      ) : (
        <Removed frame={frame} rows={rows} />
      )}
      <Pager first={first} older={older} />
    </StaffLayout>
  );
}

const COLUMNS = [
  { label: 'Integration' },
  { label: 'Instances', wide: true, num: true },
  { label: 'Time left', num: true },
  { label: 'Actions', hidden: true },
];

function Removed({ frame, rows }: { frame: Frame; rows: TrashRow[] }) {
  const canRestore = frame.viewer?.may('integrations:restore') === true;
  return (
    <Table label="Removed integrations" columns={COLUMNS}>
      {rows.map((row) => (
        <tr>
          <th scope="row">
            <div class="row">
              <IntegrationTile id={row.id} name={row.name} icon={row.icon} />
              <div class="grow">
                <span class="title">{shortened(row.name, 200) || 'Without a name'}</span>
                <div class="small muted">
                  Removed <Time at={row.removedAt} />
                  {row.removedBy === null ? null : ` by ${row.removedBy}`}
                </div>
              </div>
            </div>
          </th>
          <td class="wide num">{row.instances === '0' ? <span class="muted">0</span> : row.instances}</td>
          <td class="num">{plural(row.daysLeft, 'day')}</td>
          <td>
            <form class="row" method="post" action={links.integrationRestoration(row.id)}>
              <Csrf token={frame.csrf} />
              <span class="grow" />
              {canRestore ? <Button aria-label={`Restore ${row.name}`}>Restore</Button> : null}
              <Button
                kind="quiet"
                href={links.trashDeletion(row.id)}
                icon="trash-2"
                only={`Delete ${row.name} now …`}
              />
            </form>
          </td>
        </tr>
      ))}
    </Table>
  );
}

type TrashDeletionProps = { frame: Frame; row: TrashRow; typed: string; errors: Record<string, string> };

/** Asks to type the name of an integration in the trash, since nothing of it comes back. */
export function TrashDeletionDialog({ frame, row, typed, errors }: TrashDeletionProps) {
  return (
    <Dialog id="deletion" title="Delete now" close={links.trash()}>
      <p>
        <strong>{row.name}</strong> is deleted with its versions, attachments,{' '}
        {row.instances === '0' ? 'executions' : `instances (${row.instances}), their executions`} and logs.
        This cannot be undone.
      </p>
      <DeletionForm
        {...{ frame, typed, errors }}
        path={links.trash()}
        action={links.trashDeletion(row.id)}
        verb="Delete"
        noun="integration"
        name={row.name}
      />
    </Dialog>
  );
}
