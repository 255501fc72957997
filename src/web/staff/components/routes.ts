import { action, type PageRoute, page } from '../../kit/page.ts';
import { showDeletion, submitDeletion } from './deletion.tsx';
import { submitHosts } from './hosts.tsx';
import { showComponents, submitComponents } from './list.tsx';
import { downloadManifest, showComponent } from './show.tsx';

export const componentRoutes: PageRoute[] = [
  page('/components', 'integrations:read', showComponents),
  action('/components', 'integrations:write', submitComponents),
  page('/components/:key', 'integrations:read', showComponent),
  page('/components/:key/manifest', 'integrations:read', downloadManifest),
  action('/components/:key/hosts', 'settings:write', submitHosts),
  page('/components/:key/deletion', 'integrations:write', showDeletion),
  action('/components/:key/deletion', 'integrations:write', submitDeletion),
];
