import { TeamPage } from '../../../../views/portal/team.tsx';
import { links } from '../../../lib/links.ts';
import { type PeoplePlace, peopleHandlers } from '../../people/people.ts';
import { ownCustomer } from '../own-customer.ts';

const team: PeoplePlace<never> = {
  customerOf: ({ user }) => ownCustomer(user),
  list: () => links.marketplaceTeam(),
  person: (_, id) => ({
    person: links.marketplacePerson(id),
    role: links.marketplacePersonRole(id),
    links: links.marketplacePersonLinks(id),
    removal: links.marketplacePersonRemoval(id),
  }),
  view: async (_, __, facts) => <TeamPage {...facts} />,
};

export const { showPeople, submitPerson, showPerson, submitRole, submitLink, submitRemoval } =
  peopleHandlers(team);
