import type { PageRoute } from '../kit/page.ts';
import { accountRoutes } from './account/routes.ts';
import { alertRoutes } from './alerts/routes.ts';
import { componentRoutes } from './components/routes.ts';
import { connectionRoutes } from './connections/routes.ts';
import { customerRoutes } from './customers/routes.ts';
import { designerRoutes } from './designer/routes.ts';
import { eventWebhookRoutes } from './event-webhooks/routes.ts';
import { executionRoutes } from './executions/routes.ts';
import { helpRoutes } from './help/routes.ts';
import { instanceRoutes } from './instances/routes.ts';
import { integrationRoutes } from './integrations/routes.ts';
import { monitorRoutes } from './monitors/routes.ts';
import { overviewRoutes } from './overview/routes.ts';
import { packageRoutes } from './packages/routes.ts';
import { sampleRoutes } from './sample/routes.ts';
import { settingsRoutes } from './settings/routes.ts';
import { sharedConnectionRoutes } from './shared-connections/routes.ts';
import { testRoutes } from './tests/routes.ts';

/** Every page and every form, by the noun that it belongs to. */
export const pagesByNoun: Record<string, PageRoute[]> = {
  account: accountRoutes,
  alerts: alertRoutes,
  monitors: monitorRoutes,
  'event-webhooks': eventWebhookRoutes,
  executions: executionRoutes,
  overview: overviewRoutes,
  components: componentRoutes,
  packages: packageRoutes,
  help: helpRoutes,
  sample: sampleRoutes,
  integrations: integrationRoutes,
  designer: designerRoutes,
  connections: connectionRoutes,
  'shared-connections': sharedConnectionRoutes,
  customers: customerRoutes,
  instances: instanceRoutes,
  settings: settingsRoutes,
  tests: testRoutes,
};

export const pageRoutes: PageRoute[] = Object.values(pagesByNoun).flat();
