import * as v from 'valibot';
import { handler, show } from '../../kit/page.ts';
import { designerPage } from '../designer/page.tsx';

const integrationQuery = {
  flow: v.optional(v.string()),
  step: v.optional(v.string()),
  part: v.optional(v.string()),
  said: v.optional(v.string()),
  payload: v.optional(v.string()),
  rounds: v.optional(v.string()),
};

export const showIntegration = handler<'id', typeof integrationQuery>(
  { query: integrationQuery },
  async ({ deps, frame, user, param, query }) =>
    show(await designerPage({ deps, frame, user }, param('id'), query)),
);
