import { action, type PageRoute, page } from '../../kit/page.ts';
import { showPeople, showPerson, submitLink, submitPerson, submitRemoval, submitRole } from './team.tsx';

export const portalTeamRoutes: PageRoute[] = [
  page('/marketplace/team', 'people:write', showPeople),
  action('/marketplace/team', 'people:write', submitPerson),
  page('/marketplace/team/:user', 'people:write', showPerson),
  action('/marketplace/team/:user/role', 'people:write', submitRole),
  action('/marketplace/team/:user/links', 'people:write', submitLink),
  action('/marketplace/team/:user/removal', 'people:write', submitRemoval),
];
