import { action, type PageRoute, page } from '../../kit/page.ts';
import { showEdit, showNew, submitEdit, submitNew } from './form.tsx';
import { showCustomers } from './list.tsx';
import { showPeople, showPerson, submitLink, submitPerson, submitRemoval, submitRole } from './people.tsx';
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
  page('/customers/:id/users', 'people:write', showPeople),
  action('/customers/:id/users', 'people:write', submitPerson),
  page('/customers/:id/users/:user', 'people:write', showPerson),
  action('/customers/:id/users/:user/role', 'people:write', submitRole),
  action('/customers/:id/users/:user/links', 'people:write', submitLink),
  action('/customers/:id/users/:user/removal', 'people:write', submitRemoval),
];
