import { action, type PageRoute, page } from '../../kit/page.ts';
import { showTestConfiguration, submitTestConfiguration } from './configuration.tsx';
import { showTestRuns } from './runs.tsx';
import { showNewTest, streamTest, submitTest } from './test.tsx';

export const testRoutes: PageRoute[] = [
  page('/integrations/:id/test-runs', 'integrations:read', showTestRuns),
  page('/integrations/:id/test-executions/new', 'integrations:write', showNewTest),
  action('/integrations/:id/test-executions', 'integrations:write', submitTest),
  page('/integrations/:id/test-executions/stream', 'integrations:read', streamTest),
  page('/integrations/:id/test-configuration', 'integrations:read', showTestConfiguration),
  action('/integrations/:id/test-configuration', 'integrations:write', submitTestConfiguration),
];
