import { EMBEDDED, links } from '../../../lib/links.ts';
import type { Deps } from '../../kit/deps.ts';
import type { PlainRoute } from '../../kit/mount.ts';
import { openPage, type PageRoute, page } from '../../kit/page.ts';
import { showActivity } from '../activity/activity.tsx';
import { activityRoutes } from '../activity/routes.ts';
import { showConnections } from '../connections/connections.tsx';
import { portalConnectionRoutes } from '../connections/routes.ts';
import { showMarketplace } from '../marketplace/list.tsx';
import { marketplaceRoutes } from '../marketplace/routes.ts';
import { showMine } from '../mine/list.tsx';
import { mineRoutes } from '../mine/routes.ts';
import { answered, answerQuery, authenticate, beginSession, fromSite, preflight } from './doors.ts';
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

/** What of them the page around the frame hears of. */
const HEARD: Record<string, Parameters<typeof framed>[1]> = {
  'POST /marketplace/integrations/:id/activations': {
    eventOf: ({ isNew }) => (isNew ? 'INSTANCE_CREATED' : undefined),
  },
  'GET /marketplace/mine/:id/answers/:page': { isConfiguring: true },
  'POST /marketplace/mine/:id/answers/:page/form': { isConfiguring: true },
  'POST /marketplace/mine/:id/answers/:page': {
    isConfiguring: true,
    eventOf: ({ isActive, isEnd }) => (isActive && isEnd ? 'INSTANCE_DEPLOYED' : undefined),
  },
  'GET /marketplace/mine/:id/own-answers/:page': { isConfiguring: true, isOfPerson: true },
  'POST /marketplace/mine/:id/own-answers/:page/form': { isConfiguring: true, isOfPerson: true },
  'POST /marketplace/mine/:id/own-answers/:page': {
    ...{ isConfiguring: true, isOfPerson: true },
    eventOf: ({ isEnd }) => (isEnd ? 'USER_CONFIGURATION_DEPLOYED' : undefined),
  },
  'POST /marketplace/mine/:id/own-answers/removal': {
    isOfPerson: true,
    eventOf: () => 'USER_CONFIGURATION_DELETED',
  },
  'POST /marketplace/mine/:id/removal': { eventOf: () => 'INSTANCE_DELETED' },
};

/** Every page and form in frames of other sites, by what it is of. */
export const embeddedPagesByNoun: Record<string, PageRoute[]> = {
  embedded: [
    openPage('/embedded', showPreload),
    // As an address that ends with a slash makes it.
    openPage('//embedded', showPreload),
    openPage('/embedded/opening', showOpening),
    ...screenRoutes.map(screen),
  ],
  'embedded marketplace': inFrames.map((route) => framed(route, HEARD[`${route.method} ${route.path}`])),
};

export const embeddedRoutes: PageRoute[] = Object.values(embeddedPagesByNoun).flat();

/** What scripts of other sites and of frames call: the field's client library at its addresses. */
export const embeddingDoors: PlainRoute<Deps>[] = [
  { method: 'OPTIONS', path: `${EMBEDDED}/authenticate`, access: 'anyone', answer: preflight },
  { method: 'POST', path: `${EMBEDDED}/authenticate`, access: 'anyone', answer: fromSite(authenticate) },
  { method: 'OPTIONS', path: '/api', access: 'anyone', answer: preflight },
  { method: 'POST', path: '/api', access: 'anyone', answer: fromSite(answerQuery) },
  { method: 'POST', path: links.framedSessions(), access: 'anyone', answer: answered(beginSession) },
];
