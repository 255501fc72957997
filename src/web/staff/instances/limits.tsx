import { links } from '../../../lib/links.ts';
import { updateInstance } from '../../../models/deployments.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { instanceView } from './show.tsx';

const WHOLE = /^[1-9]\d{0,4}$/;
const NOT_WHOLE =
  'Type how many may run at once: a number from 1 to 99,999, or nothing for as many as of any instance.';

export const submitLimits = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const executions = form.text('executions').trim();
  if (executions !== '' && !WHOLE.test(executions)) {
    const typed = { executions, error: NOT_WHOLE };
    return show(await instanceView(visit, param('id'), undefined, typed), 422);
  }
  const executionLimit = executions === '' ? null : Number(executions);
  await updateInstance(actingAs(deps, user), viewerOf(user), param('id'), { executionLimit });
  return goTo(`${links.instance(param('id'))}#limits`);
});
