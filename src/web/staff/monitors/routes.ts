import { action, type PageRoute, page } from '../../kit/page.ts';
import { showMonitor, showMonitorDeletion, submitEdit, submitMonitorDeletion } from './edit.tsx';
import { showNew, submitNew } from './new.tsx';

export const monitorRoutes: PageRoute[] = [
  page('/monitors/new', 'alerts:write', showNew),
  action('/monitors', 'alerts:write', submitNew),
  page('/monitors/:id', 'alerts:read', showMonitor),
  action('/monitors/:id', 'alerts:write', submitEdit),
  page('/monitors/:id/deletion', 'alerts:write', showMonitorDeletion),
  action('/monitors/:id/deletion', 'alerts:write', submitMonitorDeletion),
];
