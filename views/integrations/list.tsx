import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Tabs } from '../kit/nav.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { IntegrationCards } from './list-cards.tsx';
import { type IntegrationFilters, IntegrationSearch, type ListLook } from './list-filter.tsx';
import { type IntegrationRow, IntegrationRows } from './list-rows.tsx';

type ListProps = {
  frame: Frame;
  rows: IntegrationRow[];
  filters: IntegrationFilters;
  look: ListLook;
  /** The integration that was just removed. */
  removed: string | undefined;
  /** Whether there is something in the trash. */
  hasTrash: boolean;
  categories: string[];
  /** Where the list goes on, and where it begins. */
  older: string | undefined;
  first: string | undefined;
  /** The id that an example gets, so that a second press makes no second one. */
  sampleId: string;
};

export function IntegrationsPage(props: ListProps) {
  const { frame, rows, filters, look, removed, hasTrash, categories, older, first, sampleId } = props;
  const canWrite = frame.viewer?.may('integrations:write') === true;
  const isEmpty = rows.length === 0 && first === undefined && !isFiltered(filters);
  if (isEmpty) {
    return (
      <StaffLayout frame={frame} title="Integrations" section="integrations">
        <PageHead title="Integrations" />
        {canWrite && removed !== undefined ? <Removed frame={frame} id={removed} /> : null}
        <FirstOne frame={frame} canWrite={canWrite} sampleId={sampleId} />
        {canWrite && hasTrash ? <TrashLink /> : null}
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
      {canWrite && removed !== undefined ? <Removed frame={frame} id={removed} /> : null}
      <IntegrationSearch filters={filters} look={look} categories={categories} />
      <div class="stack" id="list">
        <Tabs label="Look of the list" items={looksOf(filters, look)} />
        {rows.length === 0 ? (
          <NoneFit look={look} />
        ) : look === 'cards' ? (
          <IntegrationCards rows={rows} />
        ) : (
          <IntegrationRows rows={rows} />
        )}
        <Pager first={first} older={older} />
        {canWrite && hasTrash ? <TrashLink /> : null}
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

function looksOf(filters: IntegrationFilters, look: ListLook) {
  return [
    { href: links.integrations(filters), label: 'Table', current: look === undefined },
    { href: links.integrations({ ...filters, look: 'cards' }), label: 'Cards', current: look === 'cards' },
  ];
}

function Removed({ frame, id }: { frame: Frame; id: string }) {
  return (
    <Banner
      tone="ok"
      action={
        frame.viewer?.may('integrations:restore') ? (
          <form method="post" action={links.integrationRestoration(id)}>
            <Csrf token={frame.csrf} />
            <Button>Undo</Button>
          </form>
        ) : undefined
      }
    >
      The integration is in the trash. For 30 days an admin can restore it with its instances.
    </Banner>
  );
}

function TrashLink() {
  return (
    <p class="small">
      <a href={links.trash()}>Show removed integrations</a>
    </p>
  );
}

function NoneFit({ look }: { look: ListLook }) {
  return (
    <EmptyState
      title="No integrations fit"
      actions={<Button href={links.integrations({ look })}>Clear filter</Button>}
    >
      <p>Search for another part of the name, or take something out of the filter.</p>
    </EmptyState>
  );
}

function isFiltered(filters: IntegrationFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
