import { action, type PageRoute, page } from '../../kit/page.ts';
import { showConnections, submitConnectionRemoval } from './connections.tsx';

export const portalConnectionRoutes: PageRoute[] = [
  page('/marketplace/connections', 'instances:write', showConnections),
  action('/marketplace/connections/:id/removal', 'instances:write', submitConnectionRemoval),
];
