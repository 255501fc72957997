import * as v from 'valibot';
import { KEPT_DATA, setKeeping } from '../../models/data-life.ts';
import { getInstance, type Instance } from '../../models/instances.ts';
import { viewerOf } from '../../models/viewer.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { wholeNumber } from './schemas.ts';

const MOST_DAYS = 3650;
const MOST_MB = 1_000_000;

const data = v.pipe(
  v.nullable(v.picklist(KEPT_DATA)),
  v.description('Of which runs the call and the results are kept; null: as the flow says.'),
);
const dataDays = v.pipe(
  v.nullable(v.pipe(wholeNumber, v.maxValue(MOST_DAYS, `must be at most ${MOST_DAYS}`))),
  v.description('Days after which they go, before the executions; null: as the settings say.'),
);
const storedMb = v.pipe(
  v.nullable(v.pipe(wholeNumber, v.maxValue(MOST_MB, `must be at most ${MOST_MB}`))),
  v.description('All that is kept of its executions that have ended: the oldest go first; null: no limit.'),
);

const answer = v.object({ data, dataDays, storedMb });

const shown = ({ keeping }: Instance) => ({
  data: keeping?.data ?? null,
  dataDays: keeping?.dataDays ?? null,
  storedMb: keeping?.storedMb ?? null,
});

/** How long what runs of an instance have taken and given is kept. */
export const instanceKeeping: Route[] = [
  route({
    name: 'getKeeping',
    method: 'GET',
    path: '/instances/:id/keeping',
    right: 'instances:deploy',
    summary: 'Answers how long calls and results of an instance are kept',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, actor, param }) =>
      shown(await getInstance(deps.store.read, viewerOf(actor), param('id'))),
  }),
  route({
    name: 'setKeeping',
    method: 'PUT',
    path: '/instances/:id/keeping',
    right: 'instances:deploy',
    summary:
      'Says how long calls and results of an instance are kept; what is left out is as the flow and the settings say',
    query: noQuery,
    body: fields({
      data: v.optional(data, null),
      dataDays: v.optional(dataDays, null),
      storedMb: v.optional(storedMb, null),
    }),
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body: { data, dataDays, storedMb } }) => {
      const keeping = {
        ...(data !== null && { data }),
        ...(dataDays !== null && { dataDays }),
        ...(storedMb !== null && { storedMb }),
      };
      return shown(await change(deps, actor, (tx) => setKeeping(tx, viewerOf(actor), param('id'), keeping)));
    },
  }),
];
