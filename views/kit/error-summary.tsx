import { thingsToCorrect } from '../../src/lib/format.ts';
import { fieldId } from '../../src/lib/ui/field-ties.ts';
import { Icon } from './icon.tsx';

export type FieldProblem = { message: string; id?: string | undefined };

/** On top of a form that was refused (422): how many things to correct, each a link to its field. */
export function ErrorSummary({ problems }: { problems: FieldProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <div class="banner" data-tone="bad" role="alert" id="errors" tabindex={-1} autofocus>
      <Icon name="circle-alert" />
      <strong class="grow">{thingsToCorrect(problems.length)}</strong>
      <ul class="grow">
        {problems.map(({ id, message }) => (
          <li>{id === undefined ? message : <a href={`#${id}`}>{message}</a>}</li>
        ))}
      </ul>
    </div>
  );
}

/** The same for a form whose fields have the ids that `Field` gives them. @param errors a sentence by field name */
export function FormErrors({ errors }: { errors: Record<string, string> }) {
  return (
    <ErrorSummary
      problems={Object.entries(errors).map(([name, message]) => ({ id: fieldId({ name }), message }))}
    />
  );
}
