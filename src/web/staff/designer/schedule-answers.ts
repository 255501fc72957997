import type { Schedule, Step } from '../../../definition/document/schema.ts';
import { MOST_CATCH_UP, MOST_SPREAD } from '../../../definition/document/schema-step.ts';
import type { EditCommand } from '../../../definition/edit/edit.ts';
import { canKeepDistance } from '../../../lib/cron-distance.ts';
import { cronOf, type Every, everyOf, isCount, mostOf, timeText } from '../../../lib/cron-every.ts';
import { cronFault, timeZoneFault } from '../../../lib/cron-fault.ts';
import type { Form, FormErrors } from '../../kit/form.ts';

const UNITS = ['minute', 'hour', 'day', 'week'] as const;

/** When a trigger fires: so often, by a cron line, or by a config variable that holds one. */
export function scheduleAnswer(
  { schedule }: Step,
  flow: string,
  form: Form,
  errors: FormErrors,
): EditCommand[] {
  const unit = form.text('cron.unit');
  if (unit === '') return [];
  const set = (value: Schedule | null): EditCommand[] => [{ kind: 'set-schedule', flow, schedule: value }];
  const variable = form.text('cron-variable');
  const how = howAnswer(schedule, form, errors);
  if (how === undefined) return [];
  if (variable !== '') {
    const isSame = schedule?.type === 'configVar' && schedule.value === variable && !how.isChanged;
    const meta = { ...(schedule?.type === 'configVar' && othersOf(schedule)), ...how.meta };
    return isSame
      ? []
      : set({ type: 'configVar', value: variable, ...(Object.keys(meta).length > 0 && { meta }) });
  }
  const before = schedule?.type === 'value' ? (schedule.value ?? '') : '';
  const cron = cronAnswer(unit, before, form, errors);
  const zone = form.text('cron.zone');
  const isNew = zone !== (schedule?.meta?.timeZone ?? '');
  const fault = isNew && zone !== '' ? timeZoneFault(zone) : undefined;
  if (fault) errors['cron.zone'] = fault;
  const nonsense = cron && cron !== before ? cronFault(cron) : undefined;
  if (nonsense) errors.cron = nonsense;
  if (fault || nonsense || cron === undefined) return [];
  const { scheduleType, timeZone } = schedule?.meta ?? {};
  const isBound = schedule?.type === 'configVar';
  if (!isBound && before === cron && (timeZone ?? '') === zone && !how.isChanged) return [];
  if (cron === '') return schedule ? set(null) : [];
  const type = before === cron && scheduleType ? scheduleType : (everyOf(cron)?.unit ?? 'custom');
  const meta = { ...othersOf(schedule), ...how.meta, scheduleType: type, timeZone: zone };
  return set({ type: 'value', value: cron, meta });
}

/** What is said of a schedule beside what `howAnswer` reads. */
function othersOf(schedule: Schedule | null | undefined) {
  const { keepsDistance: _, catchUp: __, spreadMinutes: ___, ...others } = schedule?.meta ?? {};
  return others;
}

type Meta = NonNullable<Schedule['meta']>;

/** What else there is to say of firings: ours, and left out where it is as usual. Undefined where a field is wrong. */
function howAnswer(
  schedule: Schedule | null | undefined,
  form: Form,
  errors: FormErrors,
): { isChanged: boolean; meta: Pick<Meta, 'keepsDistance' | 'catchUp' | 'spreadMinutes'> } | undefined {
  const { keepsDistance, catchUp, spreadMinutes } = schedule?.meta ?? {};
  const [wasCatchUp, wasSpread] = [catchUp ?? 1, spreadMinutes ?? 0];
  const newCatchUp = wholeIn(form, 'cron.catch-up', wasCatchUp, MOST_CATCH_UP, errors);
  const newSpread = wholeIn(form, 'cron.spread', wasSpread, MOST_SPREAD, errors);
  if (newCatchUp === undefined || newSpread === undefined) return undefined;
  const line = schedule?.type === 'value' ? (schedule.value ?? '') : '';
  // Where there is no such choice, it stays as it is.
  const keeps = canKeepDistance(line) ? form.text('cron.distance') === 'true' : keepsDistance === true;
  return {
    isChanged: keeps !== (keepsDistance === true) || newCatchUp !== wasCatchUp || newSpread !== wasSpread,
    meta: {
      ...(keeps && { keepsDistance: true }),
      ...(newCatchUp !== 1 && { catchUp: newCatchUp }),
      ...(newSpread !== 0 && { spreadMinutes: newSpread }),
    },
  };
}

function wholeIn(form: Form, name: string, before: number, most: number, errors: FormErrors) {
  if (form.values[name] === undefined) return before;
  const text = form.text(name);
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= most) return number;
  errors[name] = `Type a number from 0 to ${most}.`;
  return undefined;
}

/** The line that the fields say; undefined where one of them is wrong. */
function cronAnswer(unit: string, before: string, form: Form, errors: FormErrors): string | undefined {
  const known = UNITS.find((each) => each === unit);
  // Another choice begins with the line that holds, or with none.
  if (known === undefined)
    return unit === 'custom' ? (form.values.cron === undefined ? before : form.text('cron')) : before;
  const every = everyOf(before);
  // What holds already is nobody's mistake of now.
  if (every?.unit === known && isAsPrinted(every, form)) return before;
  const said = everyAnswer(known, every?.unit === known ? every : undefined, form, errors);
  if (said === undefined) return undefined;
  // A line that says the same in other letters stays as it is.
  return every && cronOf(every) === cronOf(said) ? before : cronOf(said);
}

function isAsPrinted(every: Every, form: Form): boolean {
  const { unit, count, weekday } = every;
  return (
    (unit === 'week' || form.text('cron.count') === String(count)) &&
    (unit === 'minute' || form.text('cron.time') === timeText(every)) &&
    (unit !== 'week' || form.text('cron.weekday') === String(weekday))
  );
}

function everyAnswer(
  unit: Every['unit'],
  every: Every | undefined,
  form: Form,
  errors: FormErrors,
): Every | undefined {
  const { count, time, weekday } = every ?? {
    count: unit === 'minute' ? 15 : 1,
    time: { hour: 0, minute: 0 },
    weekday: 1,
  };
  // Fields of another choice are not there yet.
  const asked =
    every === undefined
      ? { count, time, weekday }
      : {
          count: countIn(form, count),
          time: timeIn(unit, form, time),
          weekday: Number(form.text('cron.weekday') || weekday),
        };
  if (!isCount(unit, asked.count))
    errors['cron.count'] = `Type a number from 1 to ${mostOf(unit)}, or choose a cron line.`;
  if (asked.time === undefined)
    errors['cron.time'] = unit === 'hour' ? 'Type a minute from 0 to 59.' : 'Type a time, for example 02:00.';
  if (!isCount(unit, asked.count) || asked.time === undefined) return undefined;
  return { unit, count: asked.count, time: asked.time, weekday: asked.weekday };
}

function countIn(form: Form, count: number): number {
  const text = form.text('cron.count');
  return form.values['cron.count'] === undefined ? count : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}

function timeIn(unit: Every['unit'], form: Form, time: Every['time']): Every['time'] | undefined {
  if (form.values['cron.time'] === undefined) return time;
  const text = form.text('cron.time');
  const [, hour, minute] =
    (unit === 'hour' ? /^()([0-5]?\d)$/ : /^([01]?\d|2[0-3]):([0-5]\d)$/).exec(text) ?? [];
  return minute === undefined ? undefined : { hour: Number(hour || 0), minute: Number(minute) };
}
