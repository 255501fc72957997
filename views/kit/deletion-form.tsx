import { Button } from './button.tsx';
import { Csrf } from './csrf.tsx';
import { FormErrors } from './error-summary.tsx';
import { Field } from './field.tsx';
import type { Frame } from './frame.ts';

type DeletionFormProps = {
  frame: Frame;
  verb: 'Delete' | 'Remove';
  noun: string;
  name: string;
  /** Where the thing is, and where the form is sent. */
  path: string;
  action: string;
  typed: string;
  errors: Record<string, string>;
};

/** Asks to type the name of what goes for good. */
export function DeletionForm({ frame, verb, noun, name, path, action, typed, errors }: DeletionFormProps) {
  return (
    <>
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={action}>
        <Csrf token={frame.csrf} />
        <Field
          name="name"
          label={`Name of the ${noun}`}
          help={
            <>
              Type <span class="mono">{name}</span> to {verb.toLowerCase()} it.
            </>
          }
          value={typed}
          error={errors.name}
          autocomplete="off"
          required
          autofocus={Object.keys(errors).length === 0}
        />
        <div class="row">
          <Button kind="danger">
            {verb} {noun}
          </Button>
          <Button href={path}>Keep it</Button>
        </div>
      </form>
    </>
  );
}
