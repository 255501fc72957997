import type { Child } from 'hono/jsx';
import type { AskedEvery } from '../../src/inputs/control.ts';
import { Field } from './field.tsx';

const UNITS = [
  { value: 'none', label: 'Not yet: choose' },
  { value: 'minute', label: 'Every so many minutes', needs: 'count' },
  { value: 'hour', label: 'Every so many hours', needs: 'count minute' },
  { value: 'day', label: 'Every so many days', needs: 'count time' },
  { value: 'week', label: 'Every week', needs: 'weekday time' },
  { value: 'custom', label: 'By a cron line', needs: 'cron' },
];

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

type RepeatsProps = {
  name: string;
  label: string;
  every: AskedEvery;
  error: string | undefined;
  optional: boolean | undefined;
  /** The field of the cron line. */
  children?: Child;
};

/** How often something repeats, in words. Which fields a choice needs is told to the style sheet, so that it works without scripts. */
export function Repeats({ name, label, every, error, optional, children }: RepeatsProps) {
  const { unit, count, time, minute, weekday } = every;
  return (
    <div class="stack" data-repeats>
      <Field
        name={`${name}.unit`}
        label={label}
        kind="select"
        options={UNITS}
        value={unit}
        error={error}
        optional={optional}
      />
      <div class="row">
        <div class="grow" data-of="count">
          <Field
            name={`${name}.count`}
            label={<Of what="How many" of={label} />}
            inputmode="numeric"
            value={count}
          />
        </div>
        <div class="grow" data-of="weekday">
          <Field
            name={`${name}.weekday`}
            label={<Of what="On" of={label} />}
            kind="select"
            options={DAYS.map((day, value) => ({ value: String(value), label: day }))}
            value={weekday}
          />
        </div>
        <div class="grow" data-of="minute">
          <Field
            name={`${name}.minute`}
            label={<Of what="Minutes past" of={label} />}
            inputmode="numeric"
            value={minute}
          />
        </div>
        <div class="grow" data-of="time">
          <Field name={`${name}.time`} label={<Of what="At" of={label} />} placeholder="02:00" value={time} />
        </div>
      </div>
      <div data-of="cron">{children}</div>
    </div>
  );
}

/** The fields of one schedule are told from those of another by its name, which those who see them need not read again. */
function Of({ what, of }: { what: string; of: string }) {
  return (
    <>
      {what}
      <span class="sr-only"> of {of}</span>
    </>
  );
}
