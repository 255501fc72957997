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
