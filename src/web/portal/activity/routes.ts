import { type PageRoute, page } from '../../kit/page.ts';
import { showActivity, showRun } from './activity.tsx';

export const activityRoutes: PageRoute[] = [
  page('/marketplace/activity', 'executions:read', showActivity),
  page('/marketplace/activity/:id', 'executions:read', showRun),
];
