import { type PageRoute, page } from '../../kit/page.ts';
import { showOverview, streamOverview } from './show.tsx';

export const overviewRoutes: PageRoute[] = [
  page('/', 'executions:read', showOverview),
  page('/overview/stream', 'executions:read', streamOverview),
];
