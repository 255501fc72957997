import { type PageRoute, page } from '../../kit/page.ts';
import { showAlerts } from './list.tsx';

export const alertRoutes: PageRoute[] = [page('/alerts', 'alerts:read', showAlerts)];
