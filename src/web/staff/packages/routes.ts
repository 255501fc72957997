import { action, type PageRoute, page } from '../../kit/page.ts';
import { showPackageDeletion, showPackages, submitPackage, submitPackageDeletion } from './list.tsx';

export const packageRoutes: PageRoute[] = [
  page('/packages', 'integrations:read', showPackages),
  action('/packages', 'settings:write', submitPackage),
  page('/packages/:id/deletion', 'settings:write', showPackageDeletion),
  action('/packages/:id/deletion', 'settings:write', submitPackageDeletion),
];
