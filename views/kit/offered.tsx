import type { Child } from 'hono/jsx';
import type { Control } from '../../src/inputs/control.ts';
import { everyPart } from '../../src/lib/json-forms/parts.ts';
import { fieldId } from '../../src/lib/ui/field-ties.ts';
import { Button } from './button.tsx';
import { FieldGroup, FieldNotes, LabelText } from './field-frame.tsx';
import type { AskedInput } from './input.tsx';
import { FormParts } from './json-form.tsx';
import { Mapping } from './wizard.tsx';

export type OfferedControl = Extract<Control, { as: 'form' | 'objects' | 'mapping' | 'picks' }>;

type OfferedProps = { field: AskedInput; control: OfferedControl; aside: Child };

/** A value that is chosen from what a data source offers, or filled into a form that it describes. */
export function Offered({ field, control, aside }: OfferedProps) {
  const { name, label, help, error, optional, errors = {} } = field;
  const id = fieldId({ name });
  const stamp = <input type="hidden" name={`${name}.stamp`} value={control.stamp} />;
  if (control.as === 'form') return <Form field={field} control={control} aside={aside} />;
  const group = { id, legend: label, help, error, optional };
  if (control.as === 'mapping') {
    const rows = control.rows.map((row) => ({
      ...{ id: `${id}.${row.name}`, name: `${name}.${row.name}`, value: row.value },
      label: row.optional ? `${row.label} (optional)` : row.label,
      options: [{ value: '', label: row.optional ? 'Not mapped' : 'Choose one …' }, ...row.options],
      error: errors[`${name}.${row.name}`],
    }));
    return (
      <FieldGroup {...group}>
        {stamp}
        {aside}
        <Mapping rows={rows} />
      </FieldGroup>
    );
  }
  const boxes = control.as === 'picks' ? control.options : [];
  const objects = control.as === 'objects' ? control.objects : [];
  return (
    <FieldGroup {...group}>
      {stamp}
      {aside}
      {boxes.map((box) => (
        <CheckBox {...box} name={`${name}.${box.name}`} />
      ))}
      {objects.map(({ fields, isGone, ...object }) => (
        <>
          <CheckBox
            {...object}
            name={`${name}.${object.name}`}
            label={isGone ? `${object.label} (not offered)` : object.label}
          />
          {fields.length === 0 ? null : (
            <FieldGroup id={`${id}.${object.name}-fields`} legend={`Fields of ${object.label}`}>
              {fields.map((each) => (
                <CheckBox {...each} name={`${name}.${each.name}`} />
              ))}
            </FieldGroup>
          )}
        </>
      ))}
    </FieldGroup>
  );
}

function CheckBox({ name, label, isOn }: { name: string; label: string; isOn: boolean }) {
  return (
    <label class="row">
      <input type="checkbox" name={name} id={fieldId({ name })} value="true" checked={isOn} />
      <span class="grow">{label}</span>
    </label>
  );
}

type FormProps = OfferedProps & { control: Extract<Control, { as: 'form' }> };

function Form({ field, control, aside }: FormProps) {
  const { name, label, help, error, errors = {}, optional, again } = field;
  const id = fieldId({ name });
  const all = everyPart(control.parts);
  const asked = all.flatMap((part) =>
    (part.is === 'field' || part.is === 'rows' || part.is === 'alternatives') && !part.isDisabled
      ? part.name
      : [],
  );
  const isLive = control.hasRules || all.some(({ is }) => is === 'alternatives');
  const live =
    isLive && again !== undefined
      ? { 'hx-post': again, 'hx-trigger': 'change', 'hx-swap': 'outerMorph' }
      : {};
  return (
    <fieldset
      class="card stack"
      id={id}
      aria-labelledby={`${id}-title`}
      {...live}
      hx-target="this"
      hx-select={`#${id}`}
    >
      <div>
        <h3 id={`${id}-title`}>
          <LabelText label={label} optional={optional} />
        </h3>
        <FieldNotes id={id} error={error} help={help} />
        {aside}
      </div>
      <input type="hidden" name={`${name}.stamp`} value={control.stamp} />
      <input type="hidden" name={`${name}.asked`} value={asked.join(' ')} />
      <FormParts parts={control.parts} frame={{ name, errors, again }} />
      {isLive && again !== undefined ? (
        <div class="unscripted">
          <Button formaction={again} formnovalidate>
            Show what these answers ask for
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}
