import * as v from 'valibot';
import { ComponentDeletion } from '../../../../views/components/versions.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { usersOfComponent } from '../../../models/component-uses.ts';
import { deleteComponent } from '../../../models/custom-components.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import { componentAt } from '../../kit/named-components.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { versionNumber } from '../integrations/version-diff.ts';
import { componentView } from './show.tsx';

const deletionQuery = { version: v.optional(v.string()) };

export const showDeletion = handler<'key', typeof deletionQuery>({ query: deletionQuery }, async (visit) =>
  show(await deletionView(visit, visit.param('key'), visit.query.version)),
);

export const submitDeletion = handler<'key', typeof deletionQuery>(
  { query: deletionQuery },
  async (visit) => {
    const { deps, user, query } = visit;
    const key = visit.param('key');
    const number = query.version === undefined ? undefined : versionNumber(query.version);
    try {
      await change(deps, user, (tx) => deleteComponent(tx, viewerOf(user), deps.catalog, key, number));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      return show(await deletionView(visit, key, query.version), 409);
    }
    return goTo(deps.catalog.find({ key }) ? links.component(key) : links.components());
  },
);

async function deletionView(visit: SignedIn, key: string, version: string | undefined) {
  const { deps, frame, user } = visit;
  const component = componentAt(deps, key, version);
  if (!component.custom) throw new AppError('not_found', 'A built-in component cannot be deleted.');
  const number = version === undefined ? undefined : component.custom.number;
  const replaces = number === undefined ? deps.catalog.replaced(key)?.display.label : undefined;
  // What uses it has the built-in component again.
  const users =
    replaces === undefined
      ? await usersOfComponent(deps.store.read, viewerOf(user), deps.catalog, key, number)
      : [];
  const facts = { component: key, label: component.display.label, version: number, users, replaces };
  return await componentView(visit, component, {
    dialog: <ComponentDeletion frame={frame} {...facts} />,
  });
}
