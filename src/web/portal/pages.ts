import type { PageRoute } from '../kit/page.ts';
import { portalAccountRoutes } from './account/routes.ts';
import { portalTeamRoutes } from './team/routes.ts';

/** Every page and every form of customers' people, by the noun that it belongs to. */
export const portalPagesByNoun: Record<string, PageRoute[]> = {
  'marketplace team': portalTeamRoutes,
  'marketplace account': portalAccountRoutes,
};

export const portalRoutes: PageRoute[] = Object.values(portalPagesByNoun).flat();
