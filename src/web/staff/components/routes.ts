import { type PageRoute, page } from '../../kit/page.ts';
import { showComponent, showComponents } from './list.tsx';

export const componentRoutes: PageRoute[] = [
  page('/components', 'integrations:read', showComponents),
  page('/components/:key', 'integrations:read', showComponent),
];
