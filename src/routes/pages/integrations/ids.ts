import { isId, newId } from '../../../lib/ids.ts';
import type { Form } from '../form.ts';

/**
 * The id of an integration that a form makes. The form carries it, so that sending it twice makes one: a second time
 * what is there already is answered.
 */
export function newIdOf(form: Form): string {
  const id = form.text('id');
  return isId('int', id) ? id : newId('int');
}
