import { type IdPrefix, isId, newId } from '../../lib/ids.ts';
import type { Form } from './form.ts';

/** The id that a form gives to what it makes, so that it makes one thing however often it is sent. */
export function formId(form: Form, prefix: IdPrefix): string {
  const id = form.text('id');
  return isId(prefix, id) ? id : newId(prefix);
}
