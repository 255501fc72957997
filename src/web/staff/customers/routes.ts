import { action, type PageRoute, page } from '../../kit/page.ts';
import { showEdit, showNew, submitEdit, submitNew } from './form.tsx';
import { showCustomers } from './list.tsx';
import { showCustomer, showDeletion, submitDeletion } from './show.tsx';

export const customerRoutes: PageRoute[] = [
  page('/customers', 'customers:read', showCustomers),
  page('/customers/new', 'customers:write', showNew),
  action('/customers', 'customers:write', submitNew),
  page('/customers/:id/edit', 'customers:write', showEdit),
  action('/customers/:id', 'customers:write', submitEdit),
  page('/customers/:id', 'customers:read', showCustomer),
  page('/customers/:id/deletion', 'customers:write', showDeletion),
  action('/customers/:id/deletion', 'customers:write', submitDeletion),
];
