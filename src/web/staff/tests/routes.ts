import { action, type PageRoute, page } from '../../kit/page.ts';
import { showTestConfiguration, submitTestConfiguration } from './configuration.tsx';
import {
  showPayloads,
  submitExecutionImport,
  submitPayloadDeletion,
  submitPayloadName,
} from './payload-list.tsx';
import { submitPinnedOutput, submitUnpinnedOutput } from './pinned-outputs.ts';
import { showTestRuns } from './runs.tsx';
import { showNewTest, streamTest, submitTest } from './test.tsx';
import { submitTestUrl, submitTestUrlRemoval } from './test-urls.ts';

export const testRoutes: PageRoute[] = [
  page('/integrations/:id/test-runs', 'integrations:read', showTestRuns),
  page('/integrations/:id/test-executions/new', 'integrations:write', showNewTest),
  action('/integrations/:id/test-executions', 'integrations:write', submitTest),
  page('/integrations/:id/test-executions/stream', 'integrations:read', streamTest),
  page('/integrations/:id/payloads', 'integrations:read', showPayloads),
  action('/integrations/:id/execution-imports', 'integrations:write', submitExecutionImport),
  action('/integrations/:id/payloads/:payload', 'integrations:write', submitPayloadName),
  action('/integrations/:id/payloads/:payload/deletion', 'integrations:write', submitPayloadDeletion),
  action('/integrations/:id/test-urls', 'integrations:write', submitTestUrl),
  action('/integrations/:id/test-urls/removal', 'integrations:write', submitTestUrlRemoval),
  action('/integrations/:id/pinned-outputs', 'integrations:write', submitPinnedOutput),
  action('/integrations/:id/pinned-outputs/removal', 'integrations:write', submitUnpinnedOutput),
  page('/integrations/:id/test-configuration', 'integrations:read', showTestConfiguration),
  action('/integrations/:id/test-configuration', 'integrations:write', submitTestConfiguration),
];
