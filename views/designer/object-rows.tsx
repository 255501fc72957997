import type { Child } from 'hono/jsx';
import { type RowChange, rowChange } from '../../src/lib/json-forms/row-change.ts';
import { fieldId, ROWS_FIELD } from '../../src/lib/ui/field-ties.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import type { AskedRow, AskedStepInput } from './step-inputs.tsx';

type ObjectRowsProps = {
  name: string;
  label: string;
  isNamed: boolean;
  rows: AskedRow[];
  /** How one of the fields is asked for. */
  children: (field: AskedStepInput) => Child;
};

/** Objects one below the other: each button saves the step with a row more, less, or elsewhere. */
export function ObjectRows({ name, label, isNamed, rows, children: asField }: ObjectRowsProps) {
  return (
    <>
      {rows.length === 0 ? <p class="small muted">Nothing is in this list yet.</p> : null}
      {rows.map((row, index) => {
        const title = `${label} ${index + 1}`;
        return (
          <fieldset class="field" id={fieldId(row)}>
            <div class="row">
              <legend class="grow small">{title}</legend>
              {index > 0 ? (
                <RowButton {...{ name, index }} verb="up" icon="arrow-up" only={`Move ${title} up`} />
              ) : null}
              {index < rows.length - 1 ? (
                <RowButton {...{ name, index }} verb="down" icon="arrow-down" only={`Move ${title} down`} />
              ) : null}
              <RowButton {...{ name, index }} verb="remove" icon="trash-2" only={`Remove ${title}`} />
            </div>
            {isNamed ? <Field name={`${row.name}.key`} label="Name" value={row.key} /> : null}
            {row.fields.map(asField)}
          </fieldset>
        );
      })}
      <div class="row">
        <RowButton name={name} index={rows.length} verb="add" icon="plus">
          Add<span class="sr-only"> to {label}</span>
        </RowButton>
      </div>
    </>
  );
}

type RowButtonProps = RowChange & { icon: string; only?: string; children?: Child };

function RowButton({ name, verb, index, ...shown }: RowButtonProps) {
  return (
    <Button kind="quiet" name={ROWS_FIELD} value={rowChange(name, verb, index)} formnovalidate {...shown} />
  );
}
