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
import { Search } from '../kit/search.tsx';
import { type InstanceRow, InstanceRows } from './rows.tsx';

/** Something that the list is narrowed to, with the address without it. */
export type Chip = { name: string; value: string; label: string; without: string };

type InstancesProps = {
  frame: Frame;
  rows: InstanceRow[];
  text: string;
  state: string;
  chips: Chip[];
  tabs: { href: string; label: string; current: boolean }[];
  pages: { first: string | undefined; older: string | undefined };
  deploy: string;
  /** The instance that was just removed. */
  removed: string | undefined;
};

export function InstancesPage(props: InstancesProps) {
  const { frame, rows, text, state, chips, tabs, pages, deploy, removed } = props;
  const isFiltered = text !== '' || state !== '' || chips.length > 0;
  if (rows.length === 0 && !isFiltered) {
    return (
      <StaffLayout frame={frame} title="Instances" section="instances">
        <PageHead title="Instances" />
        {removed === undefined ? null : <Removed frame={frame} id={removed} />}
        <NoneYet frame={frame} deploy={deploy} />
      </StaffLayout>
    );
  }
  return (
    <StaffLayout frame={frame} title="Instances" section="instances">
      <PageHead title="Instances">
        {frame.viewer?.may('instances:deploy') ? (
          <Button kind="primary" href={deploy} icon="plus" data-key="n">
            Instance
          </Button>
        ) : null}
      </PageHead>
      {removed === undefined ? null : <Removed frame={frame} id={removed} />}
      <Search
        action={links.instances()}
        label="Search instances by their name or customer"
        placeholder="Search by name or customer"
        value={text}
        list="list"
      >
        {state === '' ? null : <input type="hidden" name="state" value={state} />}
        {chips.map(({ name, value, label, without }) => (
          <>
            <input type="hidden" name={name} value={value} />
            <Button href={without} icon="x" aria-label={`Clear the filter: ${label}`}>
              <span class="clip">{label}</span>
            </Button>
          </>
        ))}
      </Search>
      <div class="stack" id="list">
        <Tabs label="State" items={tabs} />
        {rows.length > 0 ? <InstanceRows frame={frame} rows={rows} /> : <NoneFit />}
        <Pager {...pages} />
      </div>
    </StaffLayout>
  );
}

function Removed({ frame, id }: { frame: Frame; id: string }) {
  return (
    <Banner
      tone="ok"
      action={
        <form method="post" action={links.instanceRestoration(id)}>
          <Csrf token={frame.csrf} />
          <Button>Undo</Button>
        </form>
      }
    >
      The instance is removed. For 30 days it can be brought back, paused.
    </Banner>
  );
}

function NoneFit() {
  return (
    <EmptyState title="No instances fit" actions={<Button href={links.instances()}>Clear filter</Button>}>
      <p>Instances are found by a part of their name or of their customer's.</p>
    </EmptyState>
  );
}

function NoneYet({ frame, deploy }: { frame: Frame; deploy: string }) {
  const mayDeploy = frame.viewer?.may('instances:deploy') === true;
  const add = (
    <Button kind="primary" href={deploy} icon="plus" data-key="n">
      Instance
    </Button>
  );
  return (
    <EmptyState title="No instances yet" actions={mayDeploy ? add : undefined}>
      <p>An instance is a version of an integration, deployed for one customer with its own values.</p>
    </EmptyState>
  );
}
