import { IconPage } from '../../../../views/integrations/icon.tsx';
import { links } from '../../../lib/links.ts';
import { iconWarning, readIcon } from '../../../models/icon-files.ts';
import { findIcon, removeIcon, setIcon } from '../../../models/icons.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { change } from '../../kit/change.ts';
import { type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from './integration-frame.ts';

/** A larger file than an icon may have is read as well: its sender is told so beside the field. */
const LIMIT_MB = 12;

export const showIcon = handler<'id'>(async (visit) => show(await iconView(visit, visit.param('id'), {})));

export const submitIcon = handler<'id'>({ limitMb: LIMIT_MB }, async (visit) => {
  const { deps, user, param, form } = visit;
  const id = param('id');
  await getIntegration(deps.store.read, id);
  try {
    const icon = await readIcon(new Uint8Array((await form.file('icon')?.arrayBuffer()) ?? []));
    await change(deps, user, (tx) => setIcon(tx, id, icon));
    // What is to be said of it stands there.
    return goTo(iconWarning(icon) === undefined ? links.integration(id) : links.integrationIcon(id));
  } catch (error) {
    return show(await iconView(visit, id, refusedFields(error, 'icon')), 422);
  }
});

export const submitIconRemoval = handler<'id'>({ limitMb: LIMIT_MB }, async ({ deps, user, param }) => {
  await change(deps, user, (tx) => removeIcon(tx, param('id')));
  return goTo(links.integration(param('id')));
});

async function iconView({ deps, frame, user }: SignedIn, id: string, errors: FormErrors) {
  const integration = await integrationFrame(deps, user, id, undefined);
  const icon = await findIcon(deps.store.read, id);
  return <IconPage {...{ frame, integration, errors }} warning={icon && iconWarning(icon)} />;
}
