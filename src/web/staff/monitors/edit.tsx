import type { Child } from 'hono/jsx';
import { MonitorDeletion } from '../../../../views/monitors/deletion.tsx';
import { MonitorPage, type MonitorValues } from '../../../../views/monitors/form.tsx';
import { links } from '../../../lib/links.ts';
import { listAlerts } from '../../../models/alerts.ts';
import { deleteMonitor, getMonitor, updateMonitor } from '../../../models/monitors.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import { type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { choicesOf, readMonitor, typedValues, valuesOf } from './fields.ts';

const ALERTS = 20;

type Extras = { values?: MonitorValues; errors?: FormErrors; dialog?: Child };

async function view({ deps, frame, user }: SignedIn, id: string, extras: Extras = {}) {
  const { read } = deps.store;
  const viewer = viewerOf(user);
  const monitor = await getMonitor(read, viewer, id);
  const { values = valuesOf(monitor), errors = {}, dialog } = extras;
  const facts = {
    ...{ frame, id, name: monitor.name, values, errors, dialog },
    choices: await choicesOf(read, viewer, values),
    alerts: (await listAlerts(read, viewer, { monitor: id }, { limit: ALERTS })).items,
    hasMailer: deps.mailer !== undefined,
  };
  return <MonitorPage {...facts} />;
}

export const showMonitor = handler<'id'>(async (visit) => show(await view(visit, visit.param('id'))));

export const submitEdit = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const checked = readMonitor(form);
  const refused = async (errors: FormErrors) =>
    show(await view(visit, param('id'), { values: typedValues(form), errors }), 422);
  if (!checked.ok) return await refused(checked.errors);
  try {
    await change(deps, user, (tx) => updateMonitor(tx, viewerOf(user), param('id'), checked.output));
    return goTo(links.alerts());
  } catch (error) {
    return await refused(refusedFields(error, 'name'));
  }
});

export const showMonitorDeletion = handler<'id'>(async (visit) => {
  const { deps, frame, user, param } = visit;
  const { id, name } = await getMonitor(deps.store.read, viewerOf(user), param('id'));
  return show(await view(visit, id, { dialog: <MonitorDeletion {...{ frame, id, name }} /> }));
});

export const submitMonitorDeletion = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => deleteMonitor(tx, viewerOf(user), param('id')));
  return goTo(links.alerts());
});
