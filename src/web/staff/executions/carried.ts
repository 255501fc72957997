import * as v from 'valibot';
import { links } from '../../../lib/links.ts';
import { encode } from '../../../lib/wire.ts';
import { getExecution } from '../../../models/executions.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { attachment } from '../../kit/download.ts';
import { executionFile } from '../../kit/execution-file.ts';
import { keepPayload } from '../../kit/execution-payloads.ts';
import { goTo, handler } from '../../kit/page.ts';
import { orRefusal } from './refusal.tsx';

const fileQuery = { redacted: v.optional(v.string()) };

/** The execution as one file, for another server. */
export const downloadExecution = handler<'id', typeof fileQuery>(
  { query: fileQuery },
  async ({ deps, user, param, query }) => {
    const execution = await getExecution(deps.store.read, viewerOf(user), param('id'));
    const file = await executionFile(deps, execution, query.redacted === 'true');
    return attachment(encode(file), `${execution.id}.json`, 'application/json');
  },
);

/** Keeps the call of the execution among the test payloads of its integration. */
export const submitTestPayload = handler<'id'>(
  async ({ deps, frame, user, param }) =>
    await orRefusal(deps, frame, user, param('id'), async () => {
      const execution = await getExecution(deps.store.read, viewerOf(user), param('id'));
      await keepPayload(deps, user, execution);
      return goTo(links.payloads(execution.integrationId));
    }),
);
