import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Search } from '../kit/search.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { HelpLayout, type HelpProps } from './layout.tsx';
import { type ListedPage, PageList } from './page-list.tsx';

/** A place that has what was searched for; in the excerpt it is marked. */
export type FoundPlace = {
  href: string;
  page: string;
  heading: string;
  excerpt: { text: string; isHit: boolean }[];
};

type HelpListProps = HelpProps & {
  pages: readonly ListedPage[];
  query: string;
  /** Undefined where nothing is searched for. */
  found: FoundPlace[] | undefined;
};

export function HelpListPage({ frame, isStaff, pages, query, found }: HelpListProps) {
  return (
    <HelpLayout frame={frame} isStaff={isStaff} title="Help">
      <PageHead title="Help" note="How Stepwell works, how to build with it, and how to run it." />
      <HelpSearch query={query} list="list" />
      <div class="stack" id="list">
        {found === undefined ? (
          <PageList pages={pages} />
        ) : found.length > 0 ? (
          <Places places={found} />
        ) : (
          <Nothing query={query} />
        )}
      </div>
    </HelpLayout>
  );
}

export function HelpSearch({ query, list }: { query?: string; list?: string }) {
  return (
    <Search
      action={links.help()}
      label="Search all help pages"
      placeholder="Search all help pages"
      value={query}
      list={list}
    />
  );
}

function Places({ places }: { places: FoundPlace[] }) {
  return (
    <Table label="Places found">
      {places.map(({ href, page, heading, excerpt }) => (
        <tr>
          <TitleCell
            href={href}
            title={heading}
            note={
              <>
                {heading === page ? null : `${page} · `}
                {excerpt.map(({ text, isHit }) => (isHit ? <mark>{text}</mark> : text))}
              </>
            }
          />
        </tr>
      ))}
    </Table>
  );
}

function Nothing({ query }: { query: string }) {
  return (
    <EmptyState title="No page has that" actions={<Button href={links.help()}>All pages</Button>}>
      <p>
        No place in the help has all the words of “{query}”. Try fewer words, or a part of one: names of
        fields, settings and statuses are found too.
      </p>
    </EmptyState>
  );
}
