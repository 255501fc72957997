import { type PageRoute, page } from '../../kit/page.ts';
import { showComponents } from './list.tsx';
import { showComponent } from './show.tsx';

export const componentRoutes: PageRoute[] = [
  page('/components', 'integrations:read', showComponents),
  page('/components/:key', 'integrations:read', showComponent),
];
