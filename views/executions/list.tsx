import { plural, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Menu, MenuItem } from '../kit/menu.tsx';
import { NotLive } from '../kit/not-live.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { type Chip, type Choices, type ExecutionsFilter, FilterRow, NameChoices } from './filter.tsx';
import { type ExecutionRow, SelectableRows } from './rows.tsx';
import { ExecutionSearch, type Saved, SavedFilters } from './search.tsx';

type ExecutionsProps = {
  frame: Frame;
  rows: ExecutionRow[];
  at: Instant;
  filter: ExecutionsFilter;
  chips: Chip[];
  /** What names that were typed may mean. */
  choices: Choices[];
  pages: { first: string | undefined; older: string | undefined };
  /** How many executions a page looks through at most. */
  sifted: number;
  /** The address of this list, to come back to. */
  here: string;
  /** The address of the stream; a page of older ones has none. */
  stream: string | undefined;
  /** What was just done. */
  said: string | undefined;
  saved: Saved[];
  /** Where all that the filter shows are replayed or cancelled. */
  jobs: { replay: string; cancel: string };
};

/** Executions, newest first. */
export function ExecutionsPage(props: ExecutionsProps) {
  const { frame, rows, at, filter, chips, choices, pages, sifted, here, stream, said, saved, jobs } = props;
  return (
    <StaffLayout frame={frame} title="Executions" section="executions">
      <PageHead title="Executions">
        <Jobs frame={frame} jobs={jobs} count={rows.length} />
      </PageHead>
      {said === undefined ? null : (
        <Banner tone="run" data-said-by="said">
          {said}
        </Banner>
      )}
      <ExecutionSearch filter={filter} />
      <FilterRow filter={filter} chips={chips} />
      <SavedFilters frame={frame} saved={saved} here={here} isFiltered={chips.length > 0} />
      <NameChoices choices={choices} />
      <News count={0} href={here} />
      {rows.length > 0 ? (
        <SelectableRows frame={frame} rows={rows} at={at} here={here} />
      ) : (
        <Nothing isFiltered={chips.length > 0} older={pages.older} sifted={sifted} />
      )}
      <Pager {...pages} />
      {stream === undefined ? null : <Live stream={stream} />}
    </StaffLayout>
  );
}

function Jobs({ frame, jobs, count }: Pick<ExecutionsProps, 'frame' | 'jobs'> & { count: number }) {
  if (!frame.viewer?.may('executions:write')) return <Button href={links.executionJobs()}>Jobs</Button>;
  return (
    <div class="row">
      <Button href={links.executionJobs()} kind="quiet">
        Jobs
      </Button>
      {count === 0 ? null : (
        <Menu label="All of them" end>
          <MenuItem href={jobs.replay} icon="rotate-ccw">
            Replay all that the filter shows …
          </MenuItem>
          <MenuItem href={jobs.cancel} icon="circle-stop">
            Cancel all that the filter shows …
          </MenuItem>
        </Menu>
      )}
    </div>
  );
}

const MOST_COUNTED = 100;

/** New executions wait here, so that no row jumps. */
export function News({ count, href }: { count: number; href: string }) {
  const most = count >= MOST_COUNTED;
  return (
    <div id="news" role="status" hidden={count === 0}>
      {count === 0 ? null : (
        <Banner tone="run" action={<a href={href}>Show</a>}>
          {most ? `${MOST_COUNTED - 1}+ new executions.` : `${plural(count, 'new execution')}.`}
        </Banner>
      )}
    </div>
  );
}

function Live({ stream }: { stream: string }) {
  return (
    <>
      <NotLive href={links.executions()} />
      <div hidden {...{ 'hx-sse:connect': stream, 'hx-sse:close': 'close' }} />
    </>
  );
}

type NothingProps = { isFiltered: boolean; older: string | undefined; sifted: number };

function Nothing({ isFiltered, older, sifted }: NothingProps) {
  if (older !== undefined) {
    const go = (
      <>
        <Button kind="primary" href={older}>
          Look further back
        </Button>
        <Button href={links.executions()}>Clear filter</Button>
      </>
    );
    return (
      <EmptyState title="None here" actions={go}>
        <p>
          Of {thousands(sifted)} executions that were looked through, none fits. Older ones may; a time in the
          filter shortens the way.
        </p>
      </EmptyState>
    );
  }
  if (isFiltered) {
    return (
      <EmptyState title="No executions fit" actions={<Button href={links.executions()}>Clear filter</Button>}>
        <p>
          Nothing that is kept has run so. Succeeded executions are kept for a shorter time than failed ones.
        </p>
      </EmptyState>
    );
  }
  const go = (
    <Button kind="primary" href={links.instances()}>
      Show the instances
    </Button>
  );
  return (
    <EmptyState title="Nothing has run yet" actions={go}>
      <p>Each time a webhook is called or a schedule fires, an execution appears here.</p>
      <p>Every instance has the addresses to call on its page.</p>
    </EmptyState>
  );
}
