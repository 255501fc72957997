import type { Ties } from '../../src/lib/ui/field-ties.ts';
import { textareaText } from '../../src/lib/ui/textarea-text.ts';
import type { Extra } from './attributes.ts';

export type Option = {
  value: string;
  label?: string | undefined;
  disabled?: boolean | undefined;
  /** The field after this one is there for this choice, and hidden for those that do not say so. */
  asksNext?: boolean | undefined;
  /** Names of the fields beside, after `data-of`, that this choice needs. */
  needs?: string | undefined;
};

type Typed = {
  value?: string | number | undefined;
  /** An example, never the label. */
  placeholder?: string | undefined;
  autocomplete?: string | undefined;
  inputmode?: 'numeric' | 'decimal' | 'url' | 'email' | undefined;
  minlength?: number | undefined;
  pattern?: string | undefined;
  spellcheck?: boolean | undefined;
  readonly?: boolean | undefined;
  mono?: boolean | undefined;
  /** Id of a `datalist` that it completes from. */
  list?: string | undefined;
};
type Bounds = {
  min?: number | string | undefined;
  max?: number | string | undefined;
  step?: number | string;
};

/** The kinds of control that a `Field` knows, each with what it alone takes. */
export type ControlKind =
  | ({ kind?: 'text' | 'email' | 'password' | 'search' | 'url' } & Typed)
  | ({ kind: 'number' | 'date' | 'datetime-local' } & Typed & Bounds)
  | ({ kind: 'datalist'; suggestions: string[] } & Typed)
  | ({ kind: 'textarea'; rows?: number | undefined } & Typed)
  | { kind: 'select'; options: Option[]; value?: string | undefined; multiple?: boolean | undefined }
  | { kind: 'checkbox'; checked?: boolean | undefined; value?: string | undefined }
  | { kind: 'file'; accept?: string | undefined; multiple?: boolean | undefined };

type ControlProps = Extra & {
  id: string;
  name: string;
  ties: Ties;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  autofocus?: boolean | undefined;
};

/** The control of a field alone. */
export function Control(props: ControlKind & ControlProps) {
  const { ties, ...own } = props;
  switch (own.kind) {
    case 'textarea': {
      const { kind: _, value, mono, rows = 3, ...rest } = own;
      return (
        <textarea class={mono ? 'mono' : undefined} rows={rows} {...rest} {...ties}>
          {textareaText(String(value ?? ''))}
        </textarea>
      );
    }
    case 'select': {
      const { kind: _, options, value, ...rest } = own;
      return (
        <select {...rest} {...ties}>
          <Options options={options} value={value} />
        </select>
      );
    }
    case 'datalist': {
      const { kind: _, suggestions, mono, ...rest } = own;
      return (
        <>
          <input type="text" class={mono ? 'mono' : undefined} list={`${own.id}-list`} {...rest} {...ties} />
          <datalist id={`${own.id}-list`}>
            <Options options={suggestions.map((value) => ({ value }))} />
          </datalist>
        </>
      );
    }
    case 'checkbox':
    case 'file': {
      const { kind, ...rest } = own;
      return <input type={kind} {...rest} {...ties} />;
    }
    default: {
      const { kind = 'text', mono, ...rest } = own;
      return <input type={kind} class={mono ? 'mono' : undefined} {...rest} {...ties} />;
    }
  }
}

/** The options of a select, one of them chosen. */
export function Options({ options, value }: { options: Option[]; value?: string | undefined }) {
  return (
    <>
      {options.map((option) => (
        <option
          value={option.value}
          selected={option.value === value}
          disabled={option.disabled}
          data-asks-next={option.asksNext ? '' : undefined}
          data-needs={option.needs}
        >
          {option.label ?? option.value}
        </option>
      ))}
    </>
  );
}
