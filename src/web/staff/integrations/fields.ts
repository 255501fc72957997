import { typed } from '../../../models/fields.ts';
import { labelList } from '../../kit/label-list.ts';

/** What people type of an integration itself. */
export const integrationFields = {
  name: typed.name('Type a name, for example Acme order sync.'),
  description: typed.description,
  category: typed.category,
  labels: labelList,
};
