import { RestorationPage } from '../../../../views/integrations/dialogs.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { getDraftText } from '../../../models/integrations.ts';
import { getVersionText, restoreVersion } from '../../../models/versions.ts';
import { change } from '../../kit/change.ts';
import { type Answer, goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from './integration-frame.ts';
import { versionNumber } from './version-diff.ts';

export const showRestoration = handler<'id' | 'number'>(async (visit) => {
  const { param } = visit;
  return await dialog(visit, param('id'), versionNumber(param('number')), false);
});

export const submitRestoration = handler<'id' | 'number'>(async (visit) => {
  const { deps, user, param, form } = visit;
  const number = versionNumber(param('number'));
  const seen = Number(form.text('revision'));
  try {
    await change(deps, user, (tx) => restoreVersion(tx, param('id'), number, seen));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'precondition_failed') throw error;
    return await dialog(visit, param('id'), number, true);
  }
  return goTo(links.integration(param('id')));
});

async function dialog(
  { deps, frame, user }: SignedIn,
  id: string,
  number: number,
  isOutdated: boolean,
): Promise<Answer> {
  const { read } = deps.store;
  const version = await getVersionText(read, id, number);
  const integration = await integrationFrame(deps, user, id, 'versions');
  const { text, revision } = await getDraftText(read, id);
  const { count: changes } = await deps.compareDefinitions(text, version);
  const facts = { number, changes, revision, isUnpublished: integration.hasDraft, isOutdated };
  return show(<RestorationPage {...{ frame, integration }} {...facts} />, isOutdated ? 409 : 200);
}
