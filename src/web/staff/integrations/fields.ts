import { anyText, filled, labelList } from '../../kit/form-fields.ts';

/** What people type of an integration itself. */
export const integrationFields = {
  name: filled('Type a name, for example Acme order sync.'),
  description: anyText(),
  category: anyText(100),
  labels: labelList,
};
