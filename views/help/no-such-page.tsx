import { PageHead } from '../kit/page-head.tsx';
import { HelpLayout, type HelpProps } from './layout.tsx';
import { HelpSearch } from './list.tsx';
import { type ListedPage, PageList } from './page-list.tsx';

/** For an address that leads to no help page: those that there are. */
export function NoSuchHelpPage({ frame, isStaff, pages }: HelpProps & { pages: readonly ListedPage[] }) {
  return (
    <HelpLayout frame={frame} isStaff={isStaff} title="Help">
      <PageHead title="There is no such help page" note="These are there:" />
      <HelpSearch />
      <PageList pages={pages} />
    </HelpLayout>
  );
}
