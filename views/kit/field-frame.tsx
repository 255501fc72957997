import type { Child, PropsWithChildren } from 'hono/jsx';
import { isShown, ties } from '../../src/lib/ui/field-ties.ts';

export type FieldText = { id: string; help?: Child; error?: string | undefined };

/** The error, then the help: what goes below a control. */
export function FieldNotes({ id, help, error }: FieldText) {
  return (
    <>
      {error ? (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
      {isShown(help) ? (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
    </>
  );
}

export function LabelText({ label, optional }: { label: Child; optional?: boolean | undefined }) {
  return (
    <>
      {label}
      {optional ? <span class="muted"> optional</span> : null}
    </>
  );
}

type FieldFrameProps = PropsWithChildren<
  FieldText & { label: Child; optional?: boolean | undefined; aside?: Child }
>;

/** Label, control, error and help of a control that is no `Field` kind; give that control `id` and `ties`. */
export function FieldFrame({ id, label, optional, help, error, aside, children }: FieldFrameProps) {
  const name = <LabelText label={label} optional={optional} />;
  return (
    <div class="field">
      {isShown(aside) ? (
        <div class="row">
          <label class="grow" for={id}>
            {name}
          </label>
          {aside}
        </div>
      ) : (
        <label for={id}>{name}</label>
      )}
      {children}
      <FieldNotes id={id} help={help} error={error} />
    </div>
  );
}

type FieldGroupProps = PropsWithChildren<FieldText & { legend: Child; optional?: boolean | undefined }>;

/** Several controls that answer one question: choices, mappings. */
export function FieldGroup({ id, legend, optional, help, error, children }: FieldGroupProps) {
  return (
    <fieldset class="field" id={id} {...ties({ id, help, error })}>
      <legend>
        <LabelText label={legend} optional={optional} />
      </legend>
      {children}
      <FieldNotes id={id} help={help} error={error} />
    </fieldset>
  );
}
