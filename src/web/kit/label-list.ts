import * as v from 'valibot';
import { typed } from '../../models/fields.ts';

/** Labels with commas between them. */
export const labelList = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').flatMap((part) => part.trim() || [])),
  // The field has one message for all of them.
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const checked = v.safeParse(typed.labels, dataset.value);
    if (checked.success) return checked.output;
    addIssue({ message: checked.issues[0].message });
    return NEVER;
  }),
);

/** Whether a name was typed as it stands there. Names from files and the API may hold breaks, which a field cannot. */
export function isTyped(written: string, name: string): boolean {
  const oneLine = (text: string) => text.trim().replaceAll(/\s+/g, ' ');
  return oneLine(written) === oneLine(name);
}
