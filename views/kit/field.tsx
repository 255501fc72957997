import type { Child } from 'hono/jsx';
import { fieldId, ties } from '../../src/lib/ui/field-ties.ts';
import type { Extra } from './attributes.ts';
import { Control, type ControlKind } from './control.tsx';
import { FieldFrame, FieldNotes, LabelText } from './field-frame.tsx';

export type FieldProps = Extra &
  ControlKind & {
    name: string;
    label: Child;
    /** `field-` and the name, unless the page has two of that name. */
    id?: string | undefined;
    help?: Child;
    error?: string | undefined;
    optional?: boolean | undefined;
    required?: boolean | undefined;
    disabled?: boolean | undefined;
    autofocus?: boolean | undefined;
    /** A link at the right of the label, such as "Forgot it?". */
    aside?: Child;
  };

/** A form control with its label, help and error. */
export function Field(props: FieldProps) {
  const { label, help, error, optional, aside, ...rest } = props;
  const id = fieldId(props);
  const control = <Control {...rest} id={id} ties={ties({ id, help, error })} />;
  if (props.kind === 'checkbox') {
    return (
      <div class="field">
        <label class="row" for={id}>
          {control}
          <span class="grow">
            <LabelText label={label} optional={optional} />
          </span>
        </label>
        <FieldNotes id={id} help={help} error={error} />
      </div>
    );
  }
  return (
    <FieldFrame id={id} label={label} optional={optional} help={help} error={error} aside={aside}>
      {control}
    </FieldFrame>
  );
}
