import { SamplePage, type SampleRun, SampleRuns } from '../../../../views/sample/sample.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { targetOf } from '../../../models/deployments.ts';
import { listExecutions } from '../../../models/execution-list.ts';
import { tookOf } from '../../../models/executions.ts';
import { packRequest, type StoredRequest } from '../../../models/requests.ts';
import { may } from '../../../models/rights.ts';
import {
  callSample,
  findSample,
  removeSample,
  SAMPLE_ORDER,
  type SampleDeployment,
  sampleCurl,
} from '../../../models/sample.ts';
import { type Viewer, viewerOf } from '../../../models/viewer.ts';
import { actingAs, change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { stream } from '../../kit/sse.ts';
import { partial } from '../../kit/sse-fragment.ts';

const RUNS_SHOWN = 5;

export const showSample = handler(async ({ deps, frame, user }) => {
  const sample = await theSample(deps);
  return show(
    <SamplePage
      frame={frame}
      integration={sample.integration}
      instanceId={sample.instance.id}
      curl={sampleCurl(deps.publicUrl(), sample.endpointId)}
      rows={await runsOf(deps, viewerOf(user), sample)}
      canRemove={may(user, 'integrations:write')}
    />,
  );
});

export const streamSample = handler(async (visit) => {
  const { deps, user } = visit;
  const sample = await theSample(deps);
  return stream(visit, async () => {
    const rows = await runsOf(deps, viewerOf(user), sample);
    return { html: await partial('#sample-runs', <SampleRuns rows={rows} />) };
  });
});

export const submitCall = handler(async ({ deps, user }) => {
  const sample = await theSample(deps);
  const payload = await packRequest(ORDER, deps.store.blobs, deps.vault);
  const run = { ...targetOf(sample.instance, sample.flow), kind: 'webhook' as const, payload };
  await change(deps, user, (tx) => callSample(tx, run));
  return goTo(links.sample());
});

export const submitRemoval = handler(async ({ deps, user }) => {
  await removeSample(actingAs(deps, user).store, (ids) => deps.engine.heed(ids));
  return goTo(links.integrations());
});

const ORDER: StoredRequest = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  queryParameters: {},
  pathFragment: '',
  contentType: 'application/json',
  body: { kind: 'text', text: SAMPLE_ORDER },
};

async function theSample(deps: Deps): Promise<SampleDeployment> {
  const sample = await findSample(deps);
  if (sample) return sample;
  throw new AppError('not_found', 'The sample was removed. Under Integrations you can start from it again.');
}

async function runsOf({ store }: Deps, viewer: Viewer, { instance }: SampleDeployment): Promise<SampleRun[]> {
  const { items } = await listExecutions(
    store.read,
    viewer,
    { instance: instance.id },
    { limit: RUNS_SHOWN },
  );
  return items.map((execution) => {
    const { id, status, queuedAt } = execution;
    return { id, status, queuedAt, took: tookOf(execution) };
  });
}
