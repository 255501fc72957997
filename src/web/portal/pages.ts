import type { PageRoute } from '../kit/page.ts';
import { portalAccountRoutes } from './account/routes.ts';
import { activityRoutes } from './activity/routes.ts';
import { portalConnectionRoutes } from './connections/routes.ts';
import { marketplaceRoutes } from './marketplace/routes.ts';
import { mineRoutes } from './mine/routes.ts';
import { portalTeamRoutes } from './team/routes.ts';

/** Every page and every form of customers' people, by the noun that it belongs to. */
export const portalPagesByNoun: Record<string, PageRoute[]> = {
  marketplace: marketplaceRoutes,
  'marketplace mine': mineRoutes,
  'marketplace activity': activityRoutes,
  'marketplace connections': portalConnectionRoutes,
  'marketplace team': portalTeamRoutes,
  'marketplace account': portalAccountRoutes,
};

export const portalRoutes: PageRoute[] = Object.values(portalPagesByNoun).flat();
