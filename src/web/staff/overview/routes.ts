import { type PageRoute, page } from '../../kit/page.ts';
import { showOverview, streamOverview } from './overview.tsx';

export const overviewRoutes: PageRoute[] = [
  page('/', 'executions:read', showOverview),
  page('/overview/stream', 'executions:read', streamOverview),
];
