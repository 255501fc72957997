import { literalText } from '../../../definition/compile/value.ts';
import type { ConfigVar } from '../../../definition/document/schema.ts';
import { declaredDefault, kindOfDefault } from '../../../definition/edit/variable-type.ts';
import { cronFault, timeZoneFault } from '../../../lib/cron-fault.ts';
import { withPlainEnds } from '../../../lib/plain-ends.ts';
import { typedIn } from '../../configuration/form-answers.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import { defaultControl, SCHEDULE_TYPES } from './variable-fields.ts';

/** The config variable with the default that a form says; as it was where that is wrong, or nothing new. */
export function withDefault(configVar: ConfigVar, form: Form, errors: FormErrors): ConfigVar {
  if (configVar.dataType === 'connection') return configVar;
  if (configVar.dataType === 'schedule') return withSchedule(configVar, form, errors);
  const control = defaultControl(configVar);
  if (form.text('default-gone') !== '') return withText(configVar, '');
  if (control.as === 'switch') {
    // A box that is not ticked is not sent.
    const isOn = form.text('default') !== '';
    const isSame = form.values.type === undefined || isOn === control.isOn;
    return isSame ? configVar : withText(configVar, String(isOn));
  }
  const typed = form.values.default;
  const printed = 'value' in control ? control.value : '';
  if (typed === undefined || comparable(typed) === comparable(printed)) return configVar;
  const [kind, declared] = [kindOfDefault(configVar), declaredDefault(configVar)];
  const answer = kind.read(typedIn(form, 'default'), declared);
  if (answer.is === 'empty') return withText(configVar, '');
  const checked = answer.is === 'value' ? kind.check(answer.value, declared) : undefined;
  if (answer.is === 'wrong' || !checked?.ok) {
    errors.default = answer.is === 'wrong' ? answer.message : checked?.ok === false ? checked.message : '';
    return configVar;
  }
  const isTyped = control.as === 'json' || form.text('default.json') !== '';
  if (isTyped) return withText(configVar, withPlainEnds(typed).trim());
  return withText(configVar, literalText(kind.isJson ? checked.value : answer.value));
}

/** Browsers leave out the seconds of a moment where they are none. */
const comparable = (text: string) => withPlainEnds(text).replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d):00$/, '$1');

function withText(configVar: ConfigVar, text: string): ConfigVar {
  if (text === literalText(configVar.defaultValue)) return configVar;
  return { ...configVar, defaultValue: text };
}

const NEVER = 'none';

/** When it fires: a cron line in a time zone, or never. */
function withSchedule(before: ConfigVar, form: Form, errors: FormErrors): ConfigVar {
  const control = defaultControl(before);
  const { default: typed, 'schedule-type': given } = form.values;
  if (control.as !== 'schedule' || typed === undefined) return before;
  const present = before.scheduleType ?? '';
  const scheduleType = given ?? present;
  if (
    scheduleType !== present &&
    scheduleType !== '' &&
    !SCHEDULE_TYPES.some((each) => each === scheduleType)
  )
    errors['schedule-type'] = 'It cannot repeat like that: choose one of the list.';
  const [cron, zone] = [typed.trim(), form.text('default.zone')];
  const isSameCron = cron === control.cron.trim();
  const isSameZone = zone === control.zone.trim();
  const isSameTime = isSameCron && isSameZone;
  const fault = isSameTime ? {} : scheduleFault(cron, zone);
  Object.assign(errors, fault);
  if (errors['schedule-type'] || Object.keys(fault).length > 0) return before;
  // A line that was typed anew is no longer one of those that a type stands for.
  const isTypeLeft = scheduleType === present && scheduleType !== '' && scheduleType !== NEVER;
  const type = isTypeLeft && !isSameCron ? 'custom' : scheduleType;
  return {
    ...before,
    ...(isSameTime ? {} : { defaultValue: cron }),
    ...(type === present ? {} : { scheduleType: type }),
    ...(isSameZone ? {} : { timeZone: zone }),
  };
}

function scheduleFault(cron: string, zone: string): FormErrors {
  const zoneFault = zone === '' ? undefined : timeZoneFault(zone);
  const lineFault = cron === '' ? undefined : cronFault(cron);
  return { ...(lineFault && { default: lineFault }), ...(zoneFault && { 'default.zone': zoneFault }) };
}
