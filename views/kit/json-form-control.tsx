import type { FormPart } from '../../src/lib/json-forms/parts.ts';
import { fieldId } from '../../src/lib/ui/field-ties.ts';
import { Field } from './field.tsx';
import { FieldGroup } from './field-frame.tsx';

type FormControlProps = {
  field: Extract<FormPart, { is: 'field' }>;
  name: string;
  error: string | undefined;
};

const IN_UTC = 'In UTC.';
const KEPT = 'Leave it empty to keep the present one.';

/** One value of a JSON form. */
export function FormControl({ field, name, error }: FormControlProps) {
  const { control, label, help, optional, isDisabled } = field;
  const common = { name, label, error, optional, disabled: isDisabled };
  switch (control.as) {
    case 'switch':
      return (
        <Field {...common} kind="checkbox" value="true" checked={control.isOn} optional={false} help={help} />
      );
    case 'number':
      return (
        <Field
          {...common}
          inputmode={control.isWhole ? 'numeric' : 'decimal'}
          value={control.value}
          help={help}
        />
      );
    case 'lines':
      return <Field {...common} kind="textarea" rows={4} value={control.value} help={help} />;
    case 'json':
      return (
        <>
          <input type="hidden" name={`${name}.json`} value="1" />
          <Field
            {...common}
            kind="textarea"
            rows={4}
            mono
            spellcheck={false}
            value={control.value}
            help={joined(help, 'As JSON.')}
          />
        </>
      );
    case 'pick': {
      const first = { value: '', label: control.canBeEmpty ? 'Not set' : 'Choose one …' };
      return (
        <Field
          {...common}
          kind="select"
          options={[first, ...control.options]}
          value={control.value}
          help={help}
        />
      );
    }
    case 'picks':
      return (
        <FieldGroup id={fieldId({ name })} legend={label} optional={optional} help={help} error={error}>
          {control.options.map((option) => (
            <label class="row">
              <input
                type="checkbox"
                name={`${name}.o${option.value}`}
                value="true"
                checked={control.chosen.includes(option.value)}
                disabled={isDisabled}
              />
              <span class="grow">{option.label}</span>
            </label>
          ))}
        </FieldGroup>
      );
    case 'line':
      return <Line {...common} control={control} help={help} />;
  }
}

type LineProps = Omit<FormControlProps['field'], 'is' | 'control' | 'path' | 'isDisabled'> & {
  error: string | undefined;
  disabled: boolean;
  control: Extract<FormControlProps['field']['control'], { as: 'line' }>;
};

function Line({ control, help, ...common }: LineProps) {
  const { type, value, placeholder } = control;
  if (type === 'datetime-local')
    return <Field {...common} kind={type} step={1} value={value} help={joined(help, IN_UTC)} />;
  if (type === 'date') return <Field {...common} kind={dateKind(value)} value={value} help={help} />;
  if (type === 'time') return <Field {...common} value={value} placeholder="08:30" help={help} />;
  const password = type === 'password';
  return (
    <Field
      {...common}
      kind={type}
      value={value}
      placeholder={placeholder === '' ? undefined : placeholder}
      autocomplete={password ? 'new-password' : undefined}
      help={password ? joined(help, KEPT) : help}
    />
  );
}

/** A browser's date field shows nothing of a date in another form. */
const dateKind = (value: string) => (value === '' || /^\d{4}-\d\d-\d\d$/.test(value) ? 'date' : 'text');

const joined = (...sentences: string[]) => sentences.filter((sentence) => sentence !== '').join(' ');
