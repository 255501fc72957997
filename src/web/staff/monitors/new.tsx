import * as v from 'valibot';
import { type MonitorValues, NewMonitorPage } from '../../../../views/monitors/form.tsx';
import { links } from '../../../lib/links.ts';
import { createMonitor } from '../../../models/monitors.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import { type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { choicesOf, readMonitor, typedValues } from './fields.ts';

const query = { integration: v.optional(v.string(), ''), instance: v.optional(v.string(), '') };

async function view({ deps, frame, user }: SignedIn, values: MonitorValues, errors: FormErrors = {}) {
  const choices = await choicesOf(deps.store.read, viewerOf(user), values);
  return <NewMonitorPage {...{ frame, values, errors, choices, hasMailer: deps.mailer !== undefined }} />;
}

export const showNew = handler({ query }, async (visit) => {
  const { integration: integrationId, instance: instanceId } = visit.query;
  const empty = { name: '', threshold: '', webhookId: '', paused: false };
  const usual = { trigger: 'failed', level: 'error', quietMinutes: '60', mailTo: visit.user.email };
  return show(await view(visit, { ...empty, ...usual, integrationId, instanceId }));
});

export const submitNew = handler(async (visit) => {
  const { deps, user, form } = visit;
  const checked = readMonitor(form);
  if (!checked.ok) return show(await view(visit, typedValues(form), checked.errors), 422);
  try {
    await change(deps, user, (tx) => createMonitor(tx, viewerOf(user), checked.output));
    return goTo(links.alerts());
  } catch (error) {
    return show(await view(visit, typedValues(form), refusedFields(error, 'name')), 422);
  }
});
