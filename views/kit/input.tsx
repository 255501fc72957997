import type { Child } from 'hono/jsx';
import type { Control } from '../../src/inputs/control.ts';
import { fieldId, isShown } from '../../src/lib/ui/field-ties.ts';
import { ZONES } from '../../src/lib/ui/time-zones.ts';
import { Badge } from './badge.tsx';
import { Choice, Switch } from './choice.tsx';
import { CodeField } from './code-field.tsx';
import { Field } from './field.tsx';
import { FieldGroup, FieldNotes } from './field-frame.tsx';
import { Offered } from './offered.tsx';
import { Repeats } from './repeats.tsx';

export type AskedInput = {
  name: string;
  label: string;
  help: string;
  error: string | undefined;
  optional: boolean;
  control: Control;
  /** What is wrong in its parts, by the names of their fields. */
  errors?: Record<string, string> | undefined;
  /** Where its form is sent to be printed again, as its answers are then. */
  again?: string | undefined;
};

const FORCED = 'A list whose items are more than a line each, as JSON.';
const PLAIN_HELP = {
  lines: 'One a line.',
  pairs: 'One a line, as “key: value”.',
  json: 'As JSON.',
};
const WHEN_EMPTY = {
  kept: 'Leave it empty to keep the present one.',
  filled: 'Filled in by the integration. Type another to replace it.',
  nothing: '',
};

type InputFieldProps = {
  field: AskedInput;
  /** At the right of its label. */
  aside?: Child;
};

/** A value as it is asked for, whatever kind it is of. */
export function InputField({ field, aside }: InputFieldProps) {
  const { control, help, errors: _, again: __, ...own } = field;
  const common = { ...own, aside };
  switch (control.as) {
    case 'switch':
      return <OnOff field={field} isOn={control.isOn} aside={aside} />;
    case 'pick':
      return <Pick field={field} {...control} aside={aside} />;
    case 'schedule':
      return <Schedule field={field} {...control} />;
    case 'secret': {
      const notes = joined(help, WHEN_EMPTY[control.whenEmpty]);
      if (control.isLong) return <Field {...common} kind="textarea" mono help={notes} autocomplete="off" />;
      return <Field {...common} kind="password" help={notes} autocomplete="new-password" />;
    }
    case 'code':
      if (control.editor === undefined) return <LongText {...common} value={control.value} help={help} />;
      return (
        <CodeField
          {...common}
          value={control.value}
          editor={control.editor}
          rows={rowsOf(control.value)}
          help={help}
        />
      );
    case 'lines':
    case 'pairs':
    case 'json':
      return (
        <>
          {control.isForced ? <input type="hidden" name={`${field.name}.json`} value="1" /> : null}
          <Field
            {...common}
            kind="textarea"
            rows={rowsOf(control.value)}
            mono={control.as === 'json'}
            spellcheck={false}
            value={control.value}
            help={joined(help, control.isForced ? FORCED : PLAIN_HELP[control.as])}
          />
        </>
      );
    case 'form':
    case 'objects':
    case 'mapping':
    case 'picks':
      return <Offered field={field} control={control} aside={aside} />;
    case 'number':
      return <Field {...common} inputmode="decimal" value={control.value} help={help} />;
    case 'date':
      return <Field {...common} kind={dateKind(control.value)} value={control.value} help={help} />;
    case 'timestamp':
      return (
        <Field
          {...common}
          kind="datetime-local"
          step={1}
          value={control.value}
          help={joined(help, 'In UTC.')}
        />
      );
    default:
      return <Field {...common} value={control.value} placeholder={control.placeholder} help={help} />;
  }
}

const rowsOf = (text: string) => Math.min(12, Math.max(3, text.split('\n').length));

type LongTextProps = Omit<AskedInput, 'control'> & { value: string; aside: Child };

function LongText(props: LongTextProps) {
  return <Field {...props} kind="textarea" rows={rowsOf(props.value)} mono spellcheck={false} />;
}

/** A browser's date field shows nothing of a date in another form. */
const dateKind = (value: string) => (value === '' || /^\d{4}-\d\d-\d\d$/.test(value) ? 'date' : 'text');

const joined = (...sentences: string[]) => sentences.filter((sentence) => sentence !== '').join(' ');

function OnOff({ field, isOn, aside }: InputFieldProps & { isOn: boolean }) {
  const { name, label, help, error } = field;
  const id = fieldId({ name });
  const control = (
    <Switch id={id} name={name} value="true" checked={isOn}>
      {label}
    </Switch>
  );
  return (
    <div class="field">
      {isShown(aside) ? (
        <div class="row spread">
          {control}
          {aside}
        </div>
      ) : (
        control
      )}
      <FieldNotes id={id} help={help} error={error} />
    </div>
  );
}

type PickProps = Extract<Control, { as: 'pick' }> & InputFieldProps;

function Pick({ field, value, options, canBeEmpty, aside }: PickProps) {
  const { name, label, help, error, optional } = field;
  const isKnown = value === '' || options.some((option) => option.value === value);
  if (options.length <= 4 && !canBeEmpty && isKnown && !isShown(aside)) {
    return (
      <FieldGroup id={fieldId({ name })} legend={label} help={help} error={error}>
        {options.map((option) => (
          <Choice name={name} value={option.value} checked={option.value === value}>
            {option.label}
          </Choice>
        ))}
      </FieldGroup>
    );
  }
  const first = { value: '', label: canBeEmpty ? 'Not set' : 'Choose one …' };
  const all = [first, ...options, ...(isKnown ? [] : [{ value, label: `${value} (not offered)` }])];
  return (
    <Field
      name={name}
      label={label}
      kind="select"
      options={all}
      value={value}
      {...{ help, error, optional, aside }}
    />
  );
}

const EXAMPLES = [
  ['every 15 minutes', '*/15 * * * *'],
  ['every hour', '0 * * * *'],
  ['daily at 02:00', '0 2 * * *'],
  ['Mondays at 08:00', '0 8 * * 1'],
] as const;

type ScheduleProps = { field: AskedInput } & Omit<Extract<AskedInput['control'], { as: 'schedule' }>, 'as'>;

function Schedule({ field, cron, zone, next, every }: ScheduleProps) {
  const { name, label, help, error, optional } = field;
  const examples = (
    <>
      {help === '' ? '' : `${help} `}For example{' '}
      {EXAMPLES.map(([words, line], index) => (
        <>
          {index === 0 ? '' : ', '}
          {words} <Badge mono>{line}</Badge>
        </>
      ))}
      .
    </>
  );
  const line = { name, mono: true, value: cron, help: examples };
  return (
    <>
      {every === undefined ? (
        <Field {...line} label={label} error={error} optional={optional} />
      ) : (
        <Repeats name={name} label={label} every={every} error={error} optional={optional}>
          <Field {...line} label={<>Cron line of {label}</>} />
        </Repeats>
      )}
      <Field
        kind="datalist"
        name={`${name}.zone`}
        label={<>Time zone of {label}</>}
        value={zone}
        placeholder="UTC"
        suggestions={[...ZONES]}
        help={next.length === 0 ? undefined : `Next: ${next.join(' · ')}.`}
      />
    </>
  );
}
