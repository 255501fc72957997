import { links } from '../../../lib/links.ts';
import { withQuery } from '../../../lib/query.ts';
import { deleteFilter, saveFilter } from '../../../models/saved-filters.ts';
import { change } from '../../kit/change.ts';
import { noticeOf } from '../../kit/flash.ts';
import { goTo, handler, ownPath } from '../../kit/page.ts';

/** As long as a name of a filter may be. */
const LONGEST = 60;

/** Keeps the filter that the list has, for whoever looks at it. */
export const submitFilter = handler(async ({ deps, user, form }) => {
  const all = links.executions();
  const here = ownPath(form.text('here'));
  const list = here.startsWith(`${all}?`) ? here : all;
  const name = form.text('name').trim().slice(0, LONGEST);
  const tell = (text: string) => goTo(withQuery(list, { said: noticeOf(deps.vault, text) }));
  if (list === all) return tell('There is no filter to keep: set one first.');
  if (name === '') return tell('The filter is not kept: give it a name.');
  await change(deps, user, (tx) => saveFilter(tx, user.id, name, list.slice(all.length + 1)));
  return goTo(list);
});

export const submitFilterDeletion = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => deleteFilter(tx, user.id, param('id')));
  return goTo(links.executions({ said: noticeOf(deps.vault, 'The filter is deleted.') }));
});
