import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Extra } from './attributes.ts';

type SwitchProps = PropsWithChildren<
  Extra & {
    name: string;
    checked: boolean;
    value?: string | undefined;
    /** The name for screen readers where the text beside it is none, as in a table. */
    label?: string | undefined;
    disabled?: boolean | undefined;
    id?: string | undefined;
    form?: string | undefined;
  }
>;

/** On or off, saved at once by `submit-on-change.js`; its form has a button for those without it. */
export function Switch({ name, checked, value, label, disabled, id, form, children, ...rest }: SwitchProps) {
  const input = { role: 'switch', id, name, value, checked, disabled, form, 'aria-label': label } as const;
  return (
    <label class="switch">
      <input type="checkbox" {...input} {...rest} />
      {children}
    </label>
  );
}

type ChoiceProps = PropsWithChildren<
  Extra & {
    name: string;
    value: string;
    checked?: boolean | undefined;
    disabled?: boolean | undefined;
    help?: Child;
  }
>;

/** One of two to four answers that exclude each other, in a `FieldGroup`; for more use a select. */
export function Choice({ name, value, checked, disabled, help, children, ...rest }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="radio" name={name} value={value} checked={checked} disabled={disabled} {...rest} />
      <span>{children}</span>
      {help ? <span class="help">{help}</span> : null}
    </label>
  );
}
