import { action, type PageRoute, page } from '../../kit/page.ts';
import { showSample, streamSample, submitCall, submitRemoval } from './sample.tsx';

export const sampleRoutes: PageRoute[] = [
  page('/sample', 'integrations:read', showSample),
  page('/sample/stream', 'integrations:read', streamSample),
  action('/sample/calls', 'test-runs:write', submitCall),
  action('/sample/removal', 'integrations:write', submitRemoval),
];
