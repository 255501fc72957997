import { ForkPage } from '../../../../views/integrations/dialogs.tsx';
import { newId } from '../../../lib/ids.ts';
import { links } from '../../../lib/links.ts';
import { forkIntegration } from '../../../models/integrations.ts';
import { change } from '../../kit/change.ts';
import { checkForm } from '../../kit/form.ts';
import { formId } from '../../kit/form-id.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { integrationFields } from './fields.ts';
import { integrationFrame } from './integration-frame.ts';

const { name, description } = integrationFields;

export const showFork = handler<'id'>(async ({ deps, frame, user, param }) => {
  const integration = await integrationFrame(deps, user, param('id'), undefined);
  const values = {
    name: `${integration.name} (copy)`.slice(0, 200),
    description: integration.description,
  };
  const shown = { frame, integration, id: newId('int'), values, errors: {} };
  return show(<ForkPage {...shown} />);
});

export const submitFork = handler<'id'>(async ({ deps, frame, user, param, form }) => {
  const id = formId(form, 'int');
  const checked = checkForm({ name, description }, form);
  if (!checked.ok) {
    const integration = await integrationFrame(deps, user, param('id'), undefined);
    const at = { ...frame, path: links.integrationFork(param('id')) };
    const shown = { frame: at, integration, id, values: form.values, errors: checked.errors };
    return show(<ForkPage {...shown} />, 422);
  }
  await change(deps, user, (tx) => forkIntegration(tx, param('id'), checked.output, id));
  return goTo(links.integration(id));
});
