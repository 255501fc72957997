import { DeletionPage } from '../../../../views/integrations/dialogs.tsx';
import { links } from '../../../lib/links.ts';
import { countAttachments } from '../../../models/attachments.ts';
import { countInstances } from '../../../models/instance-counts.ts';
import { removeIntegration } from '../../../models/integration-trash.ts';
import { getIntegration } from '../../../models/integrations.ts';
import type { User } from '../../../models/rights.ts';
import { countVersions } from '../../../models/versions.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { isTyped } from '../../kit/typed-name.ts';
import { integrationFrame } from './integration-frame.ts';

/** What goes is counted further than elsewhere: it says how much depends on it. */
const COUNTED = 1000;

export const showDeletion = handler<'id'>(async ({ deps, frame, user, param }) => {
  const shown = await whatGoes(deps, user, param('id'));
  return show(<DeletionPage frame={frame} {...shown} typed="" errors={{}} />);
});

export const submitDeletion = handler<'id'>(async ({ deps, frame, user, param, form, keepOpen }) => {
  const id = param('id');
  const { name } = await getIntegration(deps.store.read, id);
  if (!isTyped(form.text('name'), name)) {
    const shown = await whatGoes(deps, user, id);
    const errors = { name: `This is not its name. Type ${name} to remove it.` };
    return show(<DeletionPage frame={frame} {...shown} typed={form.text('name')} errors={errors} />, 422);
  }
  keepOpen();
  await removeIntegration(actingAs(deps, user), id);
  return goTo(links.integrations({ removed: id }));
});

async function whatGoes(deps: Deps, user: User, id: string) {
  const { read } = deps.store;
  return {
    integration: await integrationFrame(deps, user, id, undefined),
    instances: await countInstances(read, viewerOf(user), { integration: id }, COUNTED),
    versions: await countVersions(read, id, COUNTED),
    attachments: await countAttachments(read, id, COUNTED),
    most: COUNTED,
  };
}
