import { Field } from '../kit/field.tsx';
import { InputField } from '../kit/input.tsx';

/** When a trigger fires, as it is asked for. */
export type AskedSchedule = {
  cron: string;
  zone: string;
  next: string[];
  /** The config variable that holds it instead, of those that could. */
  variable: string;
  variables: string[];
};

type ScheduleFieldsProps = {
  schedule: AskedSchedule;
  errors: Record<string, string>;
  typed: Record<string, string>;
};

export function ScheduleFields({ schedule, errors, typed }: ScheduleFieldsProps) {
  const { cron, zone, next, variable, variables } = schedule;
  const control = {
    as: 'schedule' as const,
    cron: typed.cron ?? cron,
    zone: typed['cron.zone'] ?? zone,
    next,
  };
  const field = {
    ...{ name: 'cron', label: 'Schedule', help: '', optional: false, control },
    error: errors.cron ?? errors['cron.zone'],
  };
  return (
    <>
      <InputField field={field} />
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
