import { CustomerPeoplePage } from '../../../../views/customers/people.tsx';
import { links } from '../../../lib/links.ts';
import { getCustomer } from '../../../models/customers.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { type PeoplePlace, peopleHandlers } from '../../people/people.ts';

export const customerPeople: PeoplePlace<'id'> = {
  customerOf: ({ param }) => param('id'),
  list: links.customerUsers,
  person: (customer, id) => ({
    person: links.customerUser(customer, id),
    role: links.customerUserRole(customer, id),
    links: links.customerUserLinks(customer, id),
    removal: links.customerUserRemoval(customer, id),
  }),
  view: async ({ deps, user }, id, facts) => {
    const customer = await getCustomer(deps.store.read, viewerOf(user), id);
    return <CustomerPeoplePage {...facts} customer={customer} />;
  },
};

export const { showPeople, submitPerson, showPerson, submitRole, submitLink, submitRemoval } =
  peopleHandlers(customerPeople);
