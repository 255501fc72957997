import { action, type PageRoute, page } from '../../kit/page.ts';
import { showDeletion, submitDeletion } from './deletion.tsx';
import { showFilling, submitFilling } from './filling.tsx';
import { showNew, submitNew } from './new.tsx';
import { showShared, showSharedConnections, submitEdit } from './show.tsx';

export const sharedConnectionRoutes: PageRoute[] = [
  page('/shared-connections', 'integrations:read', showSharedConnections),
  page('/shared-connections/new', 'integrations:write', showNew),
  action('/shared-connections', 'integrations:write', submitNew),
  page('/shared-connections/:id', 'integrations:read', showShared),
  action('/shared-connections/:id', 'integrations:write', submitEdit),
  page('/shared-connections/:id/connections', 'instances:deploy', showFilling),
  action('/shared-connections/:id/connections', 'instances:deploy', submitFilling),
  page('/shared-connections/:id/deletion', 'integrations:write', showDeletion),
  action('/shared-connections/:id/deletion', 'integrations:write', submitDeletion),
];
