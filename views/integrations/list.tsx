import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { type IntegrationFilters, IntegrationSearch } from './list-filter.tsx';
import { type IntegrationRow, IntegrationRows } from './list-rows.tsx';

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
            <Button kind="quiet" href={links.importIntegration()} icon="upload" wide>
              Import
            </Button>
            <Button kind="primary" href={links.newIntegration()} icon="plus" data-key="n">
              Integration
            </Button>
          </>
        ) : null}
      </PageHead>
      <IntegrationSearch filters={filters} categories={categories} />
      <div class="stack" id="list">
        {rows.length === 0 ? <NoneFit /> : <IntegrationRows rows={rows} />}
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
          <Button kind="primary" href={links.newIntegration()} icon="plus" data-key="n">
            Integration
          </Button>
          <form method="post" action={links.sampleIntegrations()}>
            <Csrf token={frame.csrf} />
            <input type="hidden" name="id" value={sampleId} />
            <Button>Start from an example</Button>
          </form>
        </>
      }
      note={
        <>
          Have a YAML file? <a href={links.importIntegration()}>Import it</a>.
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
    <EmptyState
      title="No integrations fit"
      actions={<Button href={links.integrations()}>Clear filter</Button>}
    >
      <p>Search for another part of the name, or take something out of the filter.</p>
    </EmptyState>
  );
}

function isFiltered(filters: IntegrationFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
