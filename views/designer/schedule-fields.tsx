import { type Every, timeText } from '../../src/lib/cron-every.ts';
import { Switch } from '../kit/choice.tsx';
import { Field } from '../kit/field.tsx';

/** When a trigger fires, as it is asked for. */
export type AskedSchedule = {
  /** Undefined for a line that says more than these words can. */
  every: Every | undefined;
  cron: string;
  zone: string;
  zones: readonly string[];
  /** In words, and the next times. */
  words: string;
  next: string[];
  /** Whether there is a distance that cron does not keep, and whether it is kept here. */
  distance: 'kept' | 'not kept' | 'none';
  catchUp: number;
  spreadMinutes: number;
  /** What cron cannot keep, or why it never fires. */
  warning: string | undefined;
  /** The config variable that holds it instead, of those that could. */
  variable: string;
  variables: string[];
};

type ScheduleFieldsProps = {
  schedule: AskedSchedule;
  errors: Record<string, string>;
  typed: Record<string, string>;
};

const UNITS = [
  { value: 'none', label: 'Not yet: choose' },
  { value: 'minute', label: 'Every so many minutes' },
  { value: 'hour', label: 'Every so many hours' },
  { value: 'day', label: 'Every so many days' },
  { value: 'week', label: 'Every week' },
  { value: 'custom', label: 'By a cron line' },
];

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** How often and when, in words or as a cron line, and when that is next. */
export function ScheduleFields({ schedule, errors, typed }: ScheduleFieldsProps) {
  const { every, cron, zone, zones, words, next, warning, variable, variables } = schedule;
  const unit = typed['cron.unit'] ?? (cron === '' ? 'none' : (every?.unit ?? 'custom'));
  return (
    <>
      <Field
        name="cron.unit"
        label="Repeats"
        kind="select"
        options={cron === '' ? UNITS : UNITS.slice(1)}
        value={unit}
      />
      {unit === 'custom' ? (
        <Field
          name="cron"
          label="Cron line"
          mono
          value={typed.cron ?? cron}
          placeholder="*/15 * * * *"
          help="Minute, hour, day of the month, month, day of the week."
          error={errors.cron}
        />
      ) : (
        <EveryFields unit={unit} every={every} errors={errors} typed={typed} />
      )}
      <Field
        kind="datalist"
        name="cron.zone"
        label="Time zone"
        optional
        value={typed['cron.zone'] ?? zone}
        placeholder="UTC"
        suggestions={[...zones]}
        error={errors['cron.zone']}
      />
      {schedule.distance === 'none' ? null : (
        <Switch name="cron.distance" value="true" checked={schedule.distance === 'kept'}>
          Keep the distance, where cron counts anew
        </Switch>
      )}
      {words === '' ? null : (
        <p>
          <strong>{words}</strong>
        </p>
      )}
      {warning === undefined ? null : <p class="error">{warning}</p>}
      {next.length === 0 ? null : <p class="help">Next: {next.join(' · ')}.</p>}
      {cron === '' && variable === '' ? null : (
        <div class="row">
          <div class="grow">
            <Field
              name="cron.catch-up"
              label="Missed firings to run"
              inputmode="numeric"
              value={typed['cron.catch-up'] ?? String(schedule.catchUp)}
              help="Of those missed while Stepwell was not running the last so many; 0 for none."
              error={errors['cron.catch-up']}
            />
          </div>
          <div class="grow">
            <Field
              name="cron.spread"
              label="Spread over minutes"
              inputmode="numeric"
              value={typed['cron.spread'] ?? String(schedule.spreadMinutes)}
              help="Each instance fires at its own place of so many minutes after the time; 0 for at once."
              error={errors['cron.spread']}
            />
          </div>
        </div>
      )}
      {variables.length === 0 ? null : (
        <Field
          name="cron-variable"
          label="Or by a config variable"
          optional
          kind="select"
          value={variable}
          options={[{ value: '', label: 'No: the schedule above' }, ...variables.map((value) => ({ value }))]}
        />
      )}
    </>
  );
}

type EveryFieldsProps = Pick<ScheduleFieldsProps, 'errors' | 'typed'> & {
  unit: string;
  every: Every | undefined;
};

function EveryFields({ unit, every, errors, typed }: EveryFieldsProps) {
  if (unit === 'none') return null;
  const { count = 1, time = { hour: 0, minute: 0 }, weekday = 1 } = every ?? {};
  return (
    <div class="row">
      {unit === 'week' ? (
        <div class="grow">
          <Field
            name="cron.weekday"
            label="On"
            kind="select"
            options={DAYS.map((label, value) => ({ value: String(value), label }))}
            value={typed['cron.weekday'] ?? String(weekday)}
          />
        </div>
      ) : (
        <div class="grow">
          <Field
            name="cron.count"
            label={`So many ${unit}s`}
            inputmode="numeric"
            value={typed['cron.count'] ?? String(count)}
            error={errors['cron.count']}
          />
        </div>
      )}
      {unit === 'minute' ? null : (
        <div class="grow">
          <Field
            name="cron.time"
            label={unit === 'hour' ? 'Minutes past' : 'At'}
            value={typed['cron.time'] ?? timeText({ unit: unit === 'hour' ? 'hour' : 'day', time })}
            placeholder={unit === 'hour' ? '0' : '02:00'}
            error={errors['cron.time']}
          />
        </div>
      )}
    </div>
  );
}
