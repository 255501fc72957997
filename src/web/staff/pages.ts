import type { PageRoute } from '../kit/page.ts';
import { accountRoutes } from './account/routes.ts';
import { componentRoutes } from './components/routes.ts';
import { customerRoutes } from './customers/routes.ts';
import { executionRoutes } from './executions/routes.ts';
import { helpRoutes } from './help/routes.ts';
import { instanceRoutes } from './instances/routes.ts';
import { integrationRoutes } from './integrations/routes.ts';
import { overviewRoutes } from './overview/routes.ts';
import { sampleRoutes } from './sample/routes.ts';
import { settingsRoutes } from './settings/routes.ts';

/** Every page and every form, by the noun that it belongs to. */
export const pageRoutes: PageRoute[] = [
  ...accountRoutes,
  ...executionRoutes,
  ...overviewRoutes,
  ...componentRoutes,
  ...helpRoutes,
  ...sampleRoutes,
  ...integrationRoutes,
  ...customerRoutes,
  ...instanceRoutes,
  ...settingsRoutes,
];
