import type { Instant } from '../../src/lib/time.ts';
import { Badge } from '../partials/badge.tsx';
import type { Outcomes } from '../partials/bars.ts';
import { Button } from '../partials/button.tsx';
import { Csrf } from '../partials/csrf.tsx';
import { EmptyState } from '../partials/empty-state.tsx';
import type { Frame } from '../partials/frame.ts';
import { StaffLayout } from '../partials/layout.tsx';
import { PageHead } from '../partials/page-head.tsx';
import { Pager } from '../partials/pager.tsx';
import { Sparkline } from '../partials/sparkline.tsx';
import { Table, TitleCell } from '../partials/table.tsx';
import { Tile } from '../partials/tile.tsx';
import { Time } from '../partials/time.tsx';
import { type IntegrationFilters, IntegrationSearch, isFiltered } from './list-filter.tsx';

export type IntegrationRow = {
  id: string;
  name: string;
  description: string;
  category: string;
  hue: number;
  /** `v14`; undefined before the first. */
  version: string | undefined;
  hasDraft: boolean;
  /** `23`, `99+`. */
  instances: string;
  /** The last seven days; undefined where nothing ran in them. */
  days: Outcomes[] | undefined;
  changedAt: Instant;
};

type ListProps = {
  frame: Frame;
  rows: IntegrationRow[];
  filters: IntegrationFilters;
  categories: string[];
  /** Where the list goes on, and where it begins. */
  older: string | undefined;
  first: string | undefined;
  /** The id that an example gets, so that a second press makes no second one. */
  sampleId: string;
};

export function IntegrationsPage(props: ListProps) {
  const { frame, rows, filters, categories, older, first, sampleId } = props;
  const canWrite = frame.viewer?.may('integrations:write') === true;
  const isEmpty = rows.length === 0 && first === undefined && !isFiltered(filters);
  if (isEmpty) {
    return (
      <StaffLayout frame={frame} title="Integrations" section="integrations">
        <PageHead title="Integrations" />
        <FirstOne frame={frame} canWrite={canWrite} sampleId={sampleId} />
      </StaffLayout>
    );
  }
  const isWhole = older === undefined && first === undefined && !isFiltered(filters);
  return (
    <StaffLayout frame={frame} title="Integrations" section="integrations">
      <PageHead title="Integrations" count={isWhole ? String(rows.length) : undefined}>
        {canWrite ? (
          <>
            <Button kind="quiet" href="/integrations/import" icon="upload">
              Import
            </Button>
            <Button kind="primary" href="/integrations/new" icon="plus" data-key="n">
              Integration
            </Button>
          </>
        ) : null}
      </PageHead>
      <IntegrationSearch filters={filters} categories={categories} />
      <div class="stack" id="list">
        {rows.length === 0 ? <NoneFit /> : <Rows rows={rows} />}
        <Pager first={first} older={older} />
      </div>
    </StaffLayout>
  );
}

function FirstOne({ frame, canWrite, sampleId }: { frame: Frame; canWrite: boolean; sampleId: string }) {
  if (!canWrite) {
    return (
      <EmptyState title="No integrations yet">
        <p>Owners, admins and builders make them. As soon as there is one, you see it here.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Build the first one"
      actions={
        <>
          <Button kind="primary" href="/integrations/new" icon="plus" data-key="n">
            Integration
          </Button>
          <form method="post" action="/integrations/samples">
            <Csrf token={frame.csrf} />
            <input type="hidden" name="id" value={sampleId} />
            <Button>Start from an example</Button>
          </form>
        </>
      }
      note={
        <>
          Have a YAML file? <a href="/integrations/import">Import it</a>.
        </>
      }
    >
      <p>
        An integration connects your product to another system: a trigger starts it, and its steps run one
        after another.
      </p>
    </EmptyState>
  );
}

function NoneFit() {
  return (
    <EmptyState title="No integrations fit" actions={<Button href="/integrations">Clear filter</Button>}>
      <p>Search for another part of the name, or take something out of the filter.</p>
    </EmptyState>
  );
}

const COLUMNS = [
  { label: 'Integration' },
  { label: 'Category', wide: true },
  { label: 'Version', wide: true },
  { label: 'Instances', wide: true, num: true },
  { label: 'Last 7 days' },
  { label: 'Changed', wide: true, num: true },
];

function Rows({ rows }: { rows: IntegrationRow[] }) {
  return (
    <Table label="Integrations" columns={COLUMNS}>
      {rows.map((row) => (
        <tr>
          <TitleCell
            href={`/integrations/${row.id}`}
            title={row.name || 'Without a name'}
            note={row.description}
            tile={<Tile hue={row.hue} />}
          />
          <td class="wide">{row.category}</td>
          <td class="wide">
            <div class="row">
              {row.version === undefined ? (
                <span class="muted">–</span>
              ) : (
                <span class="mono">{row.version}</span>
              )}
              {row.hasDraft ? <Badge tone="brand">Draft</Badge> : null}
            </div>
          </td>
          <td class="wide num">{row.instances === '0' ? <span class="muted">0</span> : row.instances}</td>
          <td>
            {row.days === undefined ? (
              <span class="muted small">No runs</span>
            ) : (
              <Sparkline days={row.days} of={row.name} />
            )}
          </td>
          <td class="wide num muted">
            <Time at={row.changedAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
