import * as v from 'valibot';
import { HelpListPage } from '../../../../views/help/list.tsx';
import { NoSuchHelpPage } from '../../../../views/help/no-such-page.tsx';
import { HelpPage } from '../../../../views/help/page.tsx';
import { isStaff } from '../../../models/rights.ts';
import { openHandler, type Received, show } from '../../kit/page.ts';
import { searched } from '../../kit/query-types.ts';
import { manual } from './manual.ts';
import { searchManual } from './search.ts';

export const showHelp = openHandler({ query: { q: v.optional(searched, '') } }, async (visit) => {
  const pages = manual();
  const { q } = visit.query;
  const found = q === '' ? undefined : searchManual(pages, q);
  return show(<HelpListPage {...frameOf(visit)} pages={pages} query={q} found={found} />);
});

export const showHelpPage = openHandler<'page'>(async (visit) => {
  const pages = manual();
  const at = pages.findIndex(({ name }) => name === visit.param('page'));
  const page = pages[at];
  if (!page) return show(<NoSuchHelpPage {...frameOf(visit)} pages={pages} />, 404);
  const around = { pages, previous: pages[at - 1], next: pages[at + 1] };
  return show(<HelpPage {...frameOf(visit)} page={page} {...around} />);
});

function frameOf({ frame, user }: Pick<Received, 'frame' | 'user'>) {
  return { frame, isStaff: user !== undefined && isStaff(user) };
}
