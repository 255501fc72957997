import { openPage, type PageRoute, page } from '../../kit/page.ts';
import { showActivity } from '../activity/activity.tsx';
import { activityRoutes } from '../activity/routes.ts';
import { showConnections } from '../connections/connections.tsx';
import { portalConnectionRoutes } from '../connections/routes.ts';
import { showMarketplace } from '../marketplace/list.tsx';
import { marketplaceRoutes } from '../marketplace/routes.ts';
import { showMine } from '../mine/list.tsx';
import { mineRoutes } from '../mine/routes.ts';
import { framed, screen } from './framed.ts';
import { showConfigured, showFound, showNotOffered, showOpening, showPreload } from './screens.tsx';

/** The addresses at which the field's client library asks for its screens. */
const screenRoutes: PageRoute[] = [
  page('/integration-marketplace/', 'customers', showMarketplace),
  page('/find-integration-marketplace/', 'customers', showFound),
  page('/configure-instance/:id/', 'instances:read', showConfigured),
  page('/customer-connections/', 'instances:write', showConnections),
  page('/dashboard/', 'instances:read', showMine),
  page('/logs/', 'executions:read', showActivity),
  page('/integrations/', 'customers', showNotOffered),
  page('/integrations/:id/', 'customers', showNotOffered),
  page('/workflows/', 'customers', showNotOffered),
  page('/builder/:id/', 'customers', showNotOffered),
  page('/components/', 'customers', showNotOffered),
  page('/components/:id/', 'customers', showNotOffered),
];

/** What is for those who are signed in: in a frame nobody signs in themselves. */
const inFrames = [...marketplaceRoutes, ...mineRoutes, ...activityRoutes, ...portalConnectionRoutes].filter(
  ({ access }) => access !== 'anyone',
);

/** Every page and form in frames of other sites, by what it is of. */
export const embeddedPagesByNoun: Record<string, PageRoute[]> = {
  embedded: [
    openPage('/embedded', showPreload),
    // As an address that ends with a slash makes it.
    openPage('//embedded', showPreload),
    openPage('/embedded/opening', showOpening),
    ...screenRoutes.map(screen),
  ],
  'embedded marketplace': inFrames.map(framed),
};

export const embeddedRoutes: PageRoute[] = Object.values(embeddedPagesByNoun).flat();
