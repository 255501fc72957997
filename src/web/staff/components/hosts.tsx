import { links } from '../../../lib/links.ts';
import { restrictComponent } from '../../../models/component-hosts.ts';
import { change } from '../../kit/change.ts';
import { refusedFields } from '../../kit/form.ts';
import { componentAt } from '../../kit/named-components.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { componentView } from './show.tsx';

export const submitHosts = handler<'key'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const key = param('key');
  const isRestricted = form.text('reach') === 'hosts';
  const text = form.text('hosts');
  try {
    const hosts = isRestricted ? text.split(/[\s,]+/) : null;
    await change(deps, user, (tx) => restrictComponent(tx, deps.catalog, key, hosts));
  } catch (error) {
    const { hosts } = refusedFields(error, 'hosts');
    const typed = { isRestricted, text, error: hosts };
    return show(await componentView(visit, componentAt(deps, key), { hosts: typed }), 422);
  }
  return goTo(links.component(key));
});
