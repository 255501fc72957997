import { action, type PageRoute, page } from '../../kit/page.ts';
import { showConnections, submitConnectionRemoval } from './connections.tsx';
import {
  showOwnConnectionRemoval,
  showOwnConnections,
  submitOwnConnectionRemoval,
} from './own-connections.tsx';
import { startOwnSignIn } from './sign-in.ts';

export const portalConnectionRoutes: PageRoute[] = [
  page('/marketplace/connections', 'instances:write', showConnections),
  page('/marketplace/connections/:id/authorization', 'connections:write', startOwnSignIn),
  action('/marketplace/connections/:id/removal', 'instances:write', submitConnectionRemoval),
  page('/marketplace/own-connections', 'own-answers:write', showOwnConnections),
  page('/marketplace/own-connections/:id/removal', 'own-answers:write', showOwnConnectionRemoval),
  action('/marketplace/own-connections/:id/removal', 'own-answers:write', submitOwnConnectionRemoval),
];
