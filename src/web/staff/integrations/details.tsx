import { DetailsPage } from '../../../../views/integrations/details.tsx';
import { links } from '../../../lib/links.ts';
import { savedDetails } from '../../../lib/ui/saved-details.ts';
import { getIntegration, updateIntegration } from '../../../models/integrations.ts';
import { change } from '../../kit/change.ts';
import { mergedForm } from '../../kit/edit-conflicts.ts';
import { checkForm } from '../../kit/form.ts';
import { goTo, handler, ownPath, show } from '../../kit/page.ts';
import { integrationFields } from './fields.ts';
import { integrationFrame } from './integration-frame.ts';

export const submitDetails = handler<'id'>(async ({ deps, frame, user, param, form }) => {
  const id = param('id');
  const wanted = form.text('return');
  const back = wanted === '' ? links.integration(id) : ownPath(wanted);
  const saved = savedDetails(await getIntegration(deps.store.read, id));
  const merged = mergedForm(form, saved);
  const checked = checkForm(integrationFields, merged.form);
  const errors = { ...merged.conflicts, ...(checked.ok ? {} : checked.errors) };
  if (!checked.ok || Object.keys(errors).length > 0) {
    const integration = await integrationFrame(deps, user, id, undefined);
    const shown = { frame, integration, values: merged.form.values, errors, back };
    return show(<DetailsPage {...shown} />, checked.ok ? 409 : 422);
  }
  await change(deps, user, (tx) => updateIntegration(tx, id, checked.output));
  return goTo(back);
});
