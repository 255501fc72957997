import { NewIntegrationPage } from '../../../../views/integrations/new.tsx';
import type { Option } from '../../../../views/kit/control.tsx';
import type { Component, Trigger } from '../../../components/component.ts';
import { cronFault } from '../../../lib/cron-fault.ts';
import { newId } from '../../../lib/ids.ts';
import { links } from '../../../lib/links.ts';
import { typed } from '../../../models/fields.ts';
import { categoriesInUse } from '../../../models/integration-list.ts';
import { createIntegration } from '../../../models/integrations.ts';
import { newDefinition, triggerStep } from '../../../models/new-definition.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { checkForm, type Form, type FormErrors } from '../../kit/form.ts';
import { formId } from '../../kit/form-id.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { integrationFields } from './fields.ts';

const EVERY_HOUR = '0 * * * *';
const WEBHOOK = 'webhook-triggers.webhook';

const { name, description, category } = integrationFields;
const fields = { name, description, category, trigger: typed.text(200), cron: typed.text(200) };

export const showNew = handler(async ({ deps, frame }) => {
  const values = { trigger: WEBHOOK, cron: EVERY_HOUR };
  const given = await offered(deps);
  return show(<NewIntegrationPage frame={frame} id={newId('int')} values={values} errors={{}} {...given} />);
});

export const submitNew = handler(async ({ deps, frame, user, form }) => {
  const id = formId(form, 'int');
  const read = readNew(deps, form);
  if (!read.ok) {
    const filled = { values: form.values, errors: read.errors, ...(await offered(deps)) };
    return show(<NewIntegrationPage frame={frame} id={id} {...filled} />, 422);
  }
  await change(deps, user, (tx) => createIntegration(tx, read.definition, id));
  return goTo(links.integration(id));
});

const asksSchedule = ({ scheduleSupport }: Trigger) => scheduleSupport === 'required';

type Start = { key: string; component: Component; trigger: Trigger };

async function offered(deps: Deps): Promise<{ categories: string[]; triggers: Option[] }> {
  const triggers = startsOf(deps).map(({ key, trigger }) => ({
    value: key,
    label: `${trigger.display.label}: ${trigger.display.description}`,
    asksNext: asksSchedule(trigger),
  }));
  return { categories: await categoriesInUse(deps.store.read), triggers };
}

/** Every trigger of every component; the webhook first, since most begin with it. */
function startsOf({ catalog }: Deps): Start[] {
  const starts = catalog.list().flatMap((component) =>
    Object.values(component.triggers).map((trigger) => ({
      ...{ component, trigger },
      key: `${component.key}.${trigger.key}`,
    })),
  );
  return starts.sort((a, b) => Number(b.key === WEBHOOK) - Number(a.key === WEBHOOK));
}

type NewDefinition = ReturnType<typeof newDefinition>;

function readNew(
  deps: Deps,
  form: Form,
): { ok: true; definition: NewDefinition } | { ok: false; errors: FormErrors } {
  const checked = checkForm(fields, form);
  const start = startsOf(deps).find(({ key }) => key === form.text('trigger'));
  const cron = form.text('cron') || EVERY_HOUR;
  const fault = start && asksSchedule(start.trigger) ? cronFault(cron) : undefined;
  const errors: FormErrors = {
    ...(checked.ok ? {} : checked.errors),
    ...(start ? {} : { trigger: 'Choose what starts the integration.' }),
    ...(fault === undefined ? {} : { cron: fault }),
  };
  if (!checked.ok || !start || Object.keys(errors).length > 0) return { ok: false, errors };
  const { name, description, category } = checked.output;
  const step = triggerStep(start.component, start.trigger, cron);
  return { ok: true, definition: newDefinition({ name, description, category, labels: [] }, step) };
}
