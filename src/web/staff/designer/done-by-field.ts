import type { EditCommand } from '../../../definition/edit/edit.ts';
import { AppError } from '../../../lib/errors.ts';
import type { FormErrors } from '../../kit/form.ts';
import type { Answer } from '../../kit/page.ts';
import { doneInDraft, type Sent } from './seen-edit.tsx';

/** What a field of the form changes: where one of its commands cannot be done, none is. */
export type FieldAnswer = { field: string; commands: EditCommand[] };

/** Does what each field asks for; what cannot be done is told at its field, and all else is done. */
export async function doneByField(
  sent: Sent,
  answers: FieldAnswer[],
  errors: FormErrors,
  to: Parameters<typeof doneInDraft>[2],
): Promise<Answer> {
  const fields = answers.flatMap(({ field, commands }) => commands.map(() => field));
  try {
    return await doneInDraft(
      sent,
      answers.flatMap(({ commands }) => commands),
      to,
    );
  } catch (error) {
    const [issue] = error instanceof AppError && error.code === 'invalid' ? error.issues : [];
    const field = fields[Number(/^commands\[(\d+)\]$/.exec(issue?.path ?? '')?.[1])];
    if (!issue || field === undefined) throw error;
    errors[field] = issue.message;
    return await doneByField(
      sent,
      answers.filter((each) => each.field !== field),
      errors,
      to,
    );
  }
}
